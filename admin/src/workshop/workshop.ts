import {
  checkTogether,
  createLibrary,
  loadPhrases,
  loadScript,
  type CompiledScript,
  type Library,
  type Phrases,
  type Problem,
} from '../../../src/flow/index.js';
import { checkDraft, compileForChannels } from '../../../src/flow/checks/index.js';
import { SAMPLE_SHOP } from '../../../src/flow/chats/index.js';
import { dressOf } from './dress.js';
import { playPreview } from './play.js';
import type { Looked, PreviewShown, PreviewWish, ScriptText, SheetRow, Wanted } from './protocol.js';
import { RENDERERS } from './renderers.js';

/** Where chats begin; a script that others call is reached from there. */
const { script: main } = SAMPLE_SHOP;
/** The engine's own words are kept and published like a script of this name. */
export const PHRASES_ID = 'phrases';

/** Checks and plays one draft among everything that is published. Pure but for what it remembers of the published texts. */
export function createWorkshop() {
  let others: readonly CompiledScript[] = [];
  let phrases: Phrases | null = null;

  function take(live: Extract<Wanted, { kind: 'live' }>): void {
    others = live.scripts.flatMap(({ id, text }) => (id === PHRASES_ID ? [] : (load(id, text) ?? [])));
    const words = live.scripts.find(({ id }) => id === PHRASES_ID);
    phrases = words ? loadPhrases('phrases.yaml', words.text).phrases : null;
  }

  function look({ turn, scriptId, text, preview }: Extract<Wanted, { kind: 'look' }>): Looked {
    if (!phrases) return { turn, problems: [], isBehind: true, languages: null, preview: null };
    const read = scriptId === PHRASES_ID ? readPhrases(text) : readDraft({ id: scriptId, text }, phrases);
    if (!read.library) return { turn, problems: read.problems, isBehind: true, languages: null, preview: null };
    const { library, problems, script } = read;
    const languages = (script ?? library.current(main))?.languages ?? ['en'];
    return { turn, problems, isBehind: false, languages, preview: preview && play(library, preview, script) };
  }

  function readDraft({ id, text }: ScriptText, words: Phrases): Read {
    const rest = others.filter((one) => one.id !== id);
    const checked = checkDraft({
      file: `${id}.yaml`,
      text,
      scripts: rest,
      phrases: words,
      context: { renderers: RENDERERS },
    });
    const { script } = checked;
    const problems = [...checked.problems, ...(script ? apart(checkTogether([...rest, script], words)) : [])];
    if (script && script.id !== id) problems.push(renamed(id, script.id));
    if (!script) return { problems, library: null, script: null };
    return { problems, script, library: createLibrary({ scripts: [...rest, script], phrases: words, shop }) };
  }

  function readPhrases(text: string): Read {
    const { phrases: words, problems } = loadPhrases('phrases.yaml', text);
    if (!words) return { problems, library: null, script: null };
    return { problems, script: null, library: createLibrary({ scripts: others, phrases: words, shop }) };
  }

  /** A script that is given something by its caller cannot begin a chat: the shop's own does, and leads there. */
  function play(library: Library, wish: PreviewWish, script: CompiledScript | null): PreviewShown {
    const isBeginning = script !== null && [...script.inputs.values()].every(({ optional }) => optional);
    return playPreview(library, wish, isBeginning ? script.id : main);
  }

  function sheet({ scriptId, text }: Extract<Wanted, { kind: 'sheet' }>): readonly SheetRow[] | null {
    const script = load(scriptId, text);
    if (!phrases || !script) return null;
    return compileForChannels({ script, phrases, renderers: RENDERERS }).map(
      ({ block, path, channel, language, message, rendered }) => ({
        ...{ block, channel, language },
        place: path.slice(2).join(' '),
        line: dressOf(channel, message),
        reshaped: rendered.reshaped,
      }),
    );
  }

  return { take, look, sheet };
}

interface Read {
  readonly problems: readonly Problem[];
  readonly library: Library | null;
  readonly script: CompiledScript | null;
}

const shop = (): typeof SAMPLE_SHOP => SAMPLE_SHOP;

function load(id: string, text: string): CompiledScript | null {
  return loadScript(`${id}.yaml`, text).script;
}

/** What scripts promise each other has no line of its own. */
function apart(said: readonly string[]): Problem[] {
  return said.map((reason) => ({
    ...NOWHERE,
    check: 'scripts-do-not-fit',
    reason,
    fix: 'Publish what belongs together in one go',
  }));
}

function renamed(id: string, found: string): Problem {
  const reason = `its id says "${found}", but it is kept as "${id}"`;
  return { ...NOWHERE, check: 'script-renamed', reason, fix: `Write "id: ${id}"; another name is another script` };
}

const NOWHERE = {
  ...{ file: '', line: 1, column: 1, block: null, language: null, channel: null },
  severity: 'blocks',
} as const;
