/**
 * Keeps what somebody writes: saved by itself a second after the last key, kept in this browser until the server has it,
 * and never put over what somebody else has written meanwhile.
 *
 * Glossary
 * - **began**: the text the last save or load agreed on; the next save names its revision.
 * - **kept**: what this browser holds because the server does not have it yet.
 * - **stale**: the server refused a save because somebody else was quicker; saving rests until the writer has decided.
 */
export interface Began {
  readonly text: string;
  readonly revision: number;
}

export interface Theirs extends Began {
  readonly author: string | null;
  readonly updatedAtUtc: number | null;
}

export type SaveAnswer =
  | { readonly kind: 'saved'; readonly revision: number; readonly updatedAtUtc: number }
  | { readonly kind: 'stale'; readonly theirs: Theirs; readonly merged: string | null }
  /** Not the writer's doing: tried again. */
  | { readonly kind: 'away' }
  /** The server would refuse it again. */
  | { readonly kind: 'refused'; readonly why: string };

export type Keeping =
  | { readonly kind: 'untouched' }
  | { readonly kind: 'saved'; readonly atUtc: number }
  | { readonly kind: 'saving' }
  | { readonly kind: 'away' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stale'; readonly theirs: Theirs; readonly merged: string | null };

export interface DraftView {
  readonly text: string;
  readonly began: Began;
  readonly keeping: Keeping;
  /** Words of an earlier visit that never reached the server. */
  readonly kept: { readonly text: string; readonly atUtc: number } | null;
}

export interface DraftKeeperDeps {
  readonly scriptId: string;
  readonly began: Began & { readonly updatedAtUtc: number | null };
  readonly save: (text: string, began: Began) => Promise<SaveAnswer>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly nowUtc: () => number;
  readonly waitMs?: number;
}

const WAIT_MS = 1_000;
const AWAY_MS = 4_000;

export type DraftKeeper = ReturnType<typeof createDraftKeeper>;

export function createDraftKeeper(deps: DraftKeeperDeps) {
  const { storage, nowUtc, waitMs = WAIT_MS } = deps;
  const key = `parley.draft.${deps.scriptId}`;
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;
  let isClosed = false;
  const { updatedAtUtc } = deps.began;
  let view: DraftView = {
    text: deps.began.text,
    began: { text: deps.began.text, revision: deps.began.revision },
    keeping: updatedAtUtc === null ? { kind: 'untouched' } : { kind: 'saved', atUtc: updatedAtUtc },
    kept: readKept(),
  };

  function readKept(): DraftView['kept'] {
    const read = parse(storage.getItem(key));
    return read && read.text !== deps.began.text ? read : null;
  }

  function change(next: Partial<DraftView>): void {
    view = { ...view, ...next };
    for (const listener of listeners) listener();
  }

  function keepHere(): void {
    try {
      storage.setItem(key, JSON.stringify({ text: view.text, atUtc: nowUtc() }));
    } catch {
      // A full or forbidden storage takes the second net away, not the first: the server still gets every word.
    }
  }

  function saveSoon(ms: number): void {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void saveNow(), ms);
  }

  async function saveNow(): Promise<void> {
    clearTimeout(timer);
    if (saving) await saving;
    const { text, began, keeping } = view;
    if (keeping.kind === 'stale' || text === began.text) return;
    change({ keeping: { kind: 'saving' } });
    saving = deps.save(text, began).then((answer) => settle(text, answer));
    await saving;
    saving = null;
    if (view.text !== view.began.text && view.keeping.kind === 'saved') saveSoon(waitMs);
  }

  function settle(text: string, answer: SaveAnswer): void {
    if (answer.kind === 'saved') {
      change({ began: { text, revision: answer.revision }, keeping: { kind: 'saved', atUtc: answer.updatedAtUtc } });
      if (view.text === text) storage.removeItem(key);
      return;
    }
    change({ keeping: answer });
    if (answer.kind === 'away') saveSoon(AWAY_MS);
  }

  function write(text: string): void {
    if (text === view.text) return;
    change({ text });
    keepHere();
    if (view.keeping.kind !== 'stale') saveSoon(waitMs);
  }

  return {
    view: (): DraftView => view,
    subscribe(this: void, listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    write,
    /** Now instead of in a second: before publishing, and when the server is back. */
    saveNow,
    bringBack(): void {
      const { kept } = view;
      change({ kept: null });
      if (kept) write(kept.text);
    },
    leaveKept(): void {
      storage.removeItem(key);
      change({ kept: null });
    },
    /** After a stale save: this text, on top of what the other wrote. Theirs stays among the server's copies and versions. */
    putOnTop(text: string): void {
      const { keeping } = view;
      if (keeping.kind !== 'stale') return;
      const { theirs } = keeping;
      change({ text, began: { text: theirs.text, revision: theirs.revision }, keeping: { kind: 'saving' } });
      keepHere();
      void saveNow();
    },
    takeTheirs(): void {
      const { keeping } = view;
      if (keeping.kind !== 'stale') return;
      const { text, revision, updatedAtUtc: atUtc } = keeping.theirs;
      storage.removeItem(key);
      change({ text, began: { text, revision }, keeping: { kind: 'saved', atUtc: atUtc ?? nowUtc() } });
    },
    /** The server's text has become another one by what was done here: published, or begun anew. */
    beginAnew(began: Began & { readonly updatedAtUtc: number | null }): void {
      clearTimeout(timer);
      storage.removeItem(key);
      const keeping: Keeping =
        began.updatedAtUtc === null ? { kind: 'untouched' } : { kind: 'saved', atUtc: began.updatedAtUtc };
      change({ text: began.text, began: { text: began.text, revision: began.revision }, keeping, kept: null });
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

function parse(kept: string | null): DraftView['kept'] {
  if (kept === null) return null;
  try {
    const read: unknown = JSON.parse(kept);
    if (typeof read !== 'object' || read === null || !('text' in read) || !('atUtc' in read)) return null;
    const { text, atUtc } = read;
    return typeof text === 'string' && typeof atUtc === 'number' ? { text, atUtc } : null;
  } catch {
    return null;
  }
}
