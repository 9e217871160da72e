import type { ReactNode } from 'react';

/** What can be tried on a device nobody has used yet. */
export function Suggestions(props: {
  readonly hint: string;
  readonly words: readonly string[];
  readonly verb: string;
  readonly onSay: (words: string) => void;
}): ReactNode {
  return (
    <div className="suggestions">
      <p>{props.hint}</p>
      {props.words.map((words) => (
        <button key={words} type="button" onClick={() => props.onSay(words)}>
          {props.verb} <b>{words}</b>
        </button>
      ))}
    </div>
  );
}
