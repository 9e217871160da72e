import { loadPhrases, loadScript, type LoadedScript } from './load.js';

type LoadedPhrases = ReturnType<typeof loadPhrases>;

export interface TextLoader {
  readonly loadScript: (file: string, text: string) => LoadedScript;
  readonly loadPhrases: (file: string, text: string) => LoadedPhrases;
}

/**
 * `loadScript` and `loadPhrases` that remember: the same text under the same name is compiled once, and whoever asks again gets
 * the same object, which nobody changes. What was asked for longest ago is forgotten first.
 */
export function createTextLoader({ limit = 256 }: { readonly limit?: number } = {}): TextLoader {
  return { loadScript: remembering(loadScript, limit), loadPhrases: remembering(loadPhrases, limit) };
}

function remembering<Loaded>(load: (file: string, text: string) => Loaded, limit: number) {
  const known = new Map<string, Loaded>();
  return (file: string, text: string): Loaded => {
    const key = `${file}\n${text}`;
    const loaded = known.get(key) ?? load(file, text);
    // Put in anew even when known: a map keeps its keys in the order they came in.
    known.delete(key);
    known.set(key, loaded);
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return loaded;
  };
}
