import { useEffect, useRef, useState } from 'react';
import type { Looked, PreviewWish, ScriptText, Wanted } from './protocol.js';

const TYPING_MS = 150;

export interface Workshop {
  /** The newest answer; null before the first. */
  readonly looked: Looked | null;
  /** The answer is of an older text or older steps. */
  readonly isLooking: boolean;
}

interface Turn {
  /** Counts what is to be looked at: only the answer to the newest is of what is on the screen. */
  readonly wanted: number;
  readonly isAsked: boolean;
  readonly waits: Wanted | null;
}
const NO_TURN: Turn = { wanted: 0, isAsked: false, waits: null };

/**
 * Has a draft checked and played by a worker of its own, again after every change. At most one question is under way: what
 * is typed meanwhile is asked once it has been answered, and only the newest of it.
 */
export function useWorkshop(asked: {
  live: { scripts: readonly ScriptText[] } | undefined;
  scriptId: string;
  text: string;
  preview: PreviewWish;
}): Workshop {
  const { live, scriptId, text, preview } = asked;
  const worker = useRef<Worker | null>(null);
  const turn = useRef<Turn>(NO_TURN);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [isLooking, setLooking] = useState(true);

  // Before the published texts are there: the worker is read and made ready while they come.
  useEffect(() => {
    const made = new Worker(new URL('./workshop.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<Looked>) => {
      const { wanted, waits } = turn.current;
      setLooked((before) => kept(before, data));
      // An answer to an older text: a newer one is about to be asked, or waits.
      if (data.turn === wanted) setLooking(false);
      if (waits) made.postMessage(waits);
      turn.current = { wanted, isAsked: waits !== null, waits: null };
    });
    worker.current = made;
    return () => {
      made.terminate();
      worker.current = null;
      turn.current = { ...NO_TURN, wanted: turn.current.wanted };
    };
  }, []);

  useEffect(() => {
    if (live) worker.current?.postMessage({ kind: 'live', ...live } satisfies Wanted);
  }, [live]);

  useEffect(() => {
    setLooking(true);
    turn.current = { ...turn.current, wanted: turn.current.wanted + 1 };
    if (!live) return;
    const timer = setTimeout(() => {
      const state = turn.current;
      const wanted: Wanted = { kind: 'look', turn: state.wanted, scriptId, text, preview };
      if (!state.isAsked) worker.current?.postMessage(wanted);
      turn.current = { ...state, isAsked: true, waits: state.isAsked ? wanted : null };
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [live, scriptId, text, preview]);

  return { looked, isLooking };
}

/** While a draft cannot be read, the preview shows the last one that could. */
function kept(before: Looked | null, now: Looked): Looked {
  if (now.languages !== null || !before) return now;
  return { ...now, languages: before.languages, preview: before.preview };
}
