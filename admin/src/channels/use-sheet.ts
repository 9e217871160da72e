import { useEffect, useState } from 'react';
import { useLive } from '../api/scripts.js';
import type { SheetRow, Wanted } from '../workshop/protocol.js';

/** @returns undefined while it is being made, null when the draft cannot be read. */
export function useSheet(scriptId: string, text: string): readonly SheetRow[] | null | undefined {
  const live = useLive();
  const [rows, setRows] = useState<readonly SheetRow[] | null>();
  useEffect(() => {
    if (!live) return;
    setRows(undefined);
    const worker = new Worker(new URL('../workshop/workshop.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<readonly SheetRow[] | null>) => setRows(data));
    worker.postMessage({ kind: 'live', ...live } satisfies Wanted);
    worker.postMessage({ kind: 'sheet', scriptId, text } satisfies Wanted);
    return () => worker.terminate();
  }, [live, scriptId, text]);
  return rows;
}
