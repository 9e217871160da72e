import { useEffect, useRef, useState } from 'react';
import type { Looked, PreviewWish, ScriptText, Wanted } from './protocol.js';

const TYPING_MS = 150;

export interface Workshop {
  /** The newest answer; null before the first. */
  readonly looked: Looked | null;
  /** The answer is of an older text or older steps. */
  readonly isLooking: boolean;
}

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
  const turn = useRef({ asked: 0, answered: 0, waits: null as Wanted | null });
  const [looked, setLooked] = useState<Looked | null>(null);
  const [isLooking, setLooking] = useState(true);

  useEffect(() => {
    if (!live) return;
    const made = new Worker(new URL('./workshop.worker.ts', import.meta.url), { type: 'module' });
    const state = turn.current;
    made.addEventListener('message', ({ data }: MessageEvent<Looked>) => {
      state.answered = data.turn;
      setLooked((before) => kept(before, data));
      if (state.waits) {
        made.postMessage(state.waits);
        state.waits = null;
      } else setLooking(false);
    });
    made.postMessage({ kind: 'live', ...live } satisfies Wanted);
    worker.current = made;
    return () => {
      made.terminate();
      worker.current = null;
      turn.current = { asked: state.asked, answered: state.asked, waits: null };
    };
  }, [live]);

  useEffect(() => {
    setLooking(true);
    const timer = setTimeout(() => {
      if (!worker.current) return;
      const state = turn.current;
      const isFree = state.asked === state.answered;
      const wanted: Wanted = { kind: 'look', turn: state.asked + 1, scriptId, text, preview };
      state.asked += 1;
      if (isFree) worker.current.postMessage(wanted);
      else state.waits = wanted;
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
