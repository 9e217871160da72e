import { autocompletion, closeBrackets, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react';
import type { Problem } from '../../../src/flow/index.js';

export interface EditorHandle {
  /** Puts the cursor there and the line in sight. From 1. */
  jump(line: number, column?: number): void;
}

interface CodeEditorProps {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly isReadOnly?: boolean;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

/** The text of a script: numbers, folding, search (Ctrl-F), its problems underlined. Tab indents; Escape, then Tab, leaves. */
export const CodeEditor = forwardRef<EditorHandle, CodeEditorProps>(function CodeEditor(props, ref) {
  const { text, problems, isReadOnly = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor is made once; what it calls may change with every render.
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const made = new EditorView({
      parent: parent.current!,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          ...LOOKS,
          EditorState.readOnly.of(isReadOnly),
          keymap.of([
            { key: 'Mod-s', run: () => (latest.current.onSave(), true) },
            ...defaultKeymap,
            ...historyKeymap,
            ...searchKeymap,
            ...foldKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [isReadOnly]);

  // A text from elsewhere (theirs, an older version, a synonym put in) comes as one change that can be undone.
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const before = editor.state.doc.toString();
    if (before !== text) editor.dispatch({ changes: changedPart(before, text) });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          problems.map((one) => diagnosticOf(editor.state, one)),
        ),
      );
  }, [problems]);

  useImperativeHandle(ref, () => ({
    jump(line, column = 1) {
      const editor = view.current;
      if (!editor) return;
      const place = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
      const anchor = Math.min(place.from + column - 1, place.to);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      editor.focus();
    },
  }));

  return <div ref={parent} className="code" data-testid="script-text" />;
});

function diagnosticOf({ doc }: EditorState, { line, column, severity, reason, fix }: Problem): Diagnostic {
  const place = doc.line(Math.min(Math.max(1, line), doc.lines));
  const from = Math.min(place.from + column - 1, place.to);
  const message = `${reason}. ${fix}`;
  return { from, to: Math.max(place.to, from), severity: severity === 'blocks' ? 'error' : 'warning', message };
}

/** Only what differs, so that cursor and folds elsewhere stay. */
function changedPart(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  const shorter = Math.min(before.length, after.length);
  while (from < shorter && before[from] === after[from]) from++;
  let end = 0;
  while (end < shorter - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

/** After a key that leads on: the blocks there are. */
function completeBlock({ state, pos }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const before = state.sliceDoc(line.from, pos);
  const match = /(?:\b(?:then|goto|else|start|menu|back|each|[a-zA-Z]+):\s+)([a-z][A-Za-z0-9-]*)$/.exec(before);
  if (!match) return null;
  const ids = [...state.doc.toString().matchAll(/^ {2}([a-z][A-Za-z0-9-]*):\s*$/gm)].map(([, id]) => id!);
  return { from: pos - match[1]!.length, options: [...new Set(ids)].map((label) => ({ label, type: 'constant' })) };
}

/** The usual colours, each through a variable of its name, so that the dark page can say others (`editor.css`). */
const INK = HighlightStyle.define(
  defaultHighlightStyle.specs.map(({ color, ...spec }) =>
    typeof color === 'string' ? { ...spec, color: `var(--ink-${color.slice(1)}, ${color})` } : spec,
  ),
);

const LOOKS: Extension[] = [
  lineNumbers(),
  foldGutter(),
  lintGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  drawSelection(),
  history(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  search({ top: true }),
  autocompletion({ override: [completeBlock], icons: false }),
  yaml(),
  indentUnit.of('  '),
  syntaxHighlighting(INK),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({
    'aria-label': 'The script',
    tabindex: '0',
    spellcheck: 'false',
    autocapitalize: 'off',
  }),
];
