import { SegmentedControl } from '@mantine/core';
import type { RefObject } from 'react';
import { Preview } from '../preview/preview.js';
import { CodeEditor, type EditorHandle } from './code-editor.js';
import type { DraftKeeper } from './draft-keeper.js';
import { ProblemList } from './problem-list.js';
import type { Look } from './use-look.js';

export type Side = 'text' | 'phone';

interface ScriptTabProps {
  readonly id: string;
  readonly text: string;
  readonly keeper: DraftKeeper;
  readonly look: Look;
  readonly editor: RefObject<EditorHandle | null>;
  /** Which of the two a narrow screen shows. */
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly onJump: (line: number, column?: number) => void;
}

/** The text with its problems on the left, the phone on the right. */
export function ScriptTab({ id, text, keeper, look, editor, side, onSide, onJump }: ScriptTabProps) {
  const { problems, isLooking, looked, wish, onWish } = look;
  return (
    <div className="bench">
      <SegmentedControl
        className="bench-tabs"
        fullWidth
        aria-label="What is shown"
        data={[
          { value: 'text', label: problems.length > 0 ? `Text (${problems.length})` : 'Text' },
          { value: 'phone', label: 'Preview' },
        ]}
        value={side}
        onChange={(value) => onSide(value === 'phone' ? 'phone' : 'text')}
      />
      <div className="bench-code" data-tab={side === 'text' ? 'this' : 'other'}>
        <CodeEditor
          ref={editor}
          text={text}
          problems={problems}
          onChange={keeper.write}
          onSave={() => void keeper.saveNow()}
        />
        <ProblemList problems={problems} isLooking={isLooking} onJump={({ line, column }) => onJump(line, column)} />
      </div>
      <div className="bench-preview" data-tab={side === 'phone' ? 'this' : 'other'}>
        <Preview
          wish={wish}
          onWish={onWish}
          looked={looked}
          scriptId={id}
          onBlock={(block) => onJump(lineOf(text, block))}
        />
      </div>
    </div>
  );
}

function lineOf(text: string, block: string): number {
  return text.split('\n').findIndex((line) => line.startsWith(`  ${block}:`)) + 1;
}
