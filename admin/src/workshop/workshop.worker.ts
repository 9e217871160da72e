import { z } from 'zod';
import type { Looked, SheetRow, Wanted } from './protocol.js';
import { createWorkshop } from './workshop.js';

// The page's policy forbids making code from text, which zod would try.
z.config({ jitless: true });

const workshop = createWorkshop();

self.addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  if (data.kind === 'live') workshop.take(data);
  else if (data.kind === 'sheet') self.postMessage(workshop.sheet(data) satisfies readonly SheetRow[] | null);
  else self.postMessage(workshop.look(data) satisfies Looked);
});
