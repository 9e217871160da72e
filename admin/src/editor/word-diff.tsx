import { Box, Text } from '@mantine/core';
import { diffLines, diffWordsWithSpace } from 'diff';
import { Fragment, useMemo, type ReactNode } from 'react';
import './word-diff.css';

interface Row {
  readonly kind: 'same' | 'gone' | 'new';
  readonly pieces: readonly { readonly text: string; readonly isChanged: boolean }[];
}

const AROUND = 2;

/**
 * Two texts line by line, with the words that differ marked inside the lines; what is the same far from any change is folded.
 * Marks and words say what colour says: "−" and "+" before the lines, del and ins for readers.
 */
export function WordDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const rows = useMemo(() => rowsOf(before, after), [before, after]);
  if (before === after)
    return (
      <Text c="dimmed" py="md">
        Both are the same, word for word.
      </Text>
    );
  return (
    <Box component="section" className="diff" aria-label={label} tabIndex={0}>
      {folded(rows).map((part, index) =>
        typeof part === 'number' ? (
          <div key={index} className="diff-fold">
            {part} {part === 1 ? 'line' : 'lines'} the same
          </div>
        ) : (
          <DiffLine key={index} row={part} />
        ),
      )}
    </Box>
  );
}

const MARK = { same: ' ', gone: '−', new: '+' } as const;

function DiffLine({ row }: { row: Row }): ReactNode {
  const words = row.pieces.map(({ text, isChanged }, index) =>
    !isChanged ? (
      <Fragment key={index}>{text}</Fragment>
    ) : row.kind === 'gone' ? (
      <del key={index}>{text}</del>
    ) : (
      <ins key={index}>{text}</ins>
    ),
  );
  return (
    <div className={`diff-line diff-${row.kind}`}>
      <span className="diff-mark" aria-hidden={row.kind === 'same'}>
        {MARK[row.kind]}
      </span>
      <span className="diff-words">{words}</span>
    </div>
  );
}

/** Runs of equal lines that are far from any change, as their count. */
function folded(rows: readonly Row[]): (Row | number)[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== 'same'),
  );
  const parts: (Row | number)[] = [];
  rows.forEach((row, index) => {
    const last = parts.at(-1);
    if (near[index]) parts.push(row);
    else if (typeof last === 'number') parts[parts.length - 1] = last + 1;
    else parts.push(1);
  });
  return parts;
}

function rowsOf(before: string, after: string): Row[] {
  const rows: Row[] = [];
  const changes = diffLines(before, after);
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index]!;
    const next = changes[index + 1];
    if (change.removed && next?.added) {
      rows.push(...paired(change.value, next.value));
      index++;
    } else {
      const kind = change.added ? 'new' : change.removed ? 'gone' : 'same';
      for (const text of linesOf(change.value)) rows.push({ kind, pieces: [{ text, isChanged: kind !== 'same' }] });
    }
  }
  return rows;
}

/** Lines that became other lines: the words they share are not marked. */
function paired(gone: string, added: string): Row[] {
  const [before, after]: Row['pieces'][number][][] = [[], []];
  for (const { value, added: isNew, removed } of diffWordsWithSpace(gone, added)) {
    if (!isNew) before!.push({ text: value, isChanged: removed });
    if (!removed) after!.push({ text: value, isChanged: isNew });
  }
  return [...split('gone', before!), ...split('new', after!)];
}

function split(kind: Row['kind'], pieces: readonly Row['pieces'][number][]): Row[] {
  const lines: Row['pieces'][number][][] = [[]];
  for (const { text, isChanged } of pieces) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)!.push({ text: part, isChanged });
    });
  }
  if (lines.at(-1)!.length === 0) lines.pop();
  return lines.map((line) => ({ kind, pieces: line }));
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
