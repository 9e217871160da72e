import type { ReactNode } from 'react';

const ADDRESS = /(https?:\/\/[^\s<>"]+)/g;

/** Text with its addresses made tappable. Text stays text: nothing in it becomes markup. */
export function Words({
  text,
  onLink,
}: {
  readonly text: string;
  readonly onLink: (url: string) => boolean;
}): ReactNode {
  return text.split(ADDRESS).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a
        key={index}
        href={part}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(event) => {
          if (onLink(part)) event.preventDefault();
        }}
      >
        {part}
      </a>
    ),
  );
}
