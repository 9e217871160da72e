import { isScalar } from 'yaml';
import type { Path } from '../script/source.js';
import {
  addKey,
  keysOf,
  mapAt,
  nodeAt,
  openDocument,
  removeKey,
  replaceKey,
  replaceValue,
  type EditDocument,
} from './document.js';
import { blockIds, referencesIn } from './references.js';
import { applies, splice, type Splice } from './splice.js';

/** Where the boxes stand in the panel. Kept apart from the script: moving a box changes no meaning. */
export type Layout = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

export interface Draft {
  readonly text: string;
  readonly layout: Layout;
}

/** One thing an editor does. Paths are those of the file: `['blocks', 'time', 'say', 'en']`. */
export type Operation =
  | { readonly op: 'addBlock'; readonly id: string; readonly block: Readonly<Record<string, unknown>> }
  /** @param exit the key that leads on: `['then']`, `['exits', 'taken']`, `['options', 'day', 'goto']`. */
  | { readonly op: 'connect'; readonly block: string; readonly exit: Path; readonly to: string }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  /** @param leadTo where everything that led to it leads from now on. */
  | { readonly op: 'delete'; readonly id: string; readonly leadTo?: string }
  | { readonly op: 'setText'; readonly path: Path; readonly words: string }
  | {
      readonly op: 'addOption';
      readonly block: string;
      readonly id: string;
      readonly option: Readonly<Record<string, unknown>>;
    }
  | { readonly op: 'removeOption'; readonly block: string; readonly id: string }
  /** Any field of a block; null takes it away. */
  | { readonly op: 'setField'; readonly path: Path; readonly value: unknown }
  | { readonly op: 'move'; readonly id: string; readonly x: number; readonly y: number }
  /** What undoes another operation. */
  | {
      readonly op: 'revert';
      readonly splices: readonly Splice[];
      readonly layout: Readonly<Record<string, Layout[string] | null>>;
    };

export type Edited =
  | { readonly ok: true; readonly draft: Draft; readonly inverse: Operation }
  | {
      readonly ok: false;
      readonly reason: 'unreadable' | 'missing' | 'exists' | 'dangling' | 'badName' | 'changedMeanwhile';
      readonly says: string;
      /** Only with `dangling`: the places that lead to the block. */
      readonly places?: readonly Path[];
    };

type Change = {
  readonly splices: readonly Splice[];
  readonly layout?: Readonly<Record<string, Layout[string] | null>>;
};
type Refused = Extract<Edited, { ok: false }>;

function isId(id: string): boolean {
  return /^[a-z][A-Za-z0-9-]{0,39}$/.test(id) && !(id in Object.prototype);
}

/** Does one operation. Pure; what cannot be done is refused with a reason and changes nothing. Whether the script is right afterwards, the checks say. */
export function edit(draft: Draft, operation: Operation): Edited {
  if (operation.op === 'revert') {
    if (!applies(draft.text, operation.splices))
      return refuse('changedMeanwhile', 'the text is no longer what it was then');
    return commit(draft, operation);
  }
  if (operation.op === 'move') {
    const { id, x, y } = operation;
    return commit(draft, { splices: [], layout: { [id]: { x, y } } });
  }
  const file = openDocument(draft.text);
  if (!file) return refuse('unreadable', 'the script cannot be read: correct the YAML first');
  const change = changeOf(file, draft.layout, operation);
  return 'splices' in change ? commit(draft, change) : change;
}

function commit(draft: Draft, { splices, layout = {} }: Change): Edited {
  const { text, inverse } = splice(draft.text, splices);
  const before = Object.fromEntries(Object.keys(layout).map((id) => [id, draft.layout[id] ?? null]));
  const placed = Object.entries({ ...draft.layout, ...layout }).filter(
    (entry): entry is [string, Layout[string]] => entry[1] !== null,
  );
  return {
    ok: true,
    draft: { text, layout: Object.fromEntries(placed) },
    inverse: { op: 'revert', splices: inverse, layout: before },
  };
}

function changeOf(
  file: EditDocument,
  layout: Layout,
  operation: Exclude<Operation, { op: 'revert' | 'move' }>,
): Change | Refused {
  switch (operation.op) {
    case 'addBlock':
      return isId(operation.id) && !blockIds(file).includes(operation.id)
        ? cut(addKey(file, ['blocks'], operation.id, operation.block))
        : taken(file, operation.id);
    case 'connect': {
      if (!blockIds(file).includes(operation.to)) return refuse('missing', `there is no block "${operation.to}"`);
      return setField(file, ['blocks', operation.block, ...operation.exit], operation.to);
    }
    case 'rename':
      return rename(file, layout, operation);
    case 'delete':
      return remove(file, layout, operation);
    case 'setText':
      return isScalar(nodeAt(file, operation.path))
        ? cut(replaceValue(file, operation.path, operation.words))
        : setField(file, operation.path, operation.words);
    case 'addOption': {
      const at = ['blocks', operation.block, 'options'];
      if (!/^[A-Za-z0-9_-]{1,32}$/.test(operation.id))
        return refuse('badName', `"${operation.id}" cannot be the id of an option`);
      if (nodeAt(file, [...at, operation.id])) return refuse('exists', `there is an option "${operation.id}" already`);
      return setField(file, [...at, operation.id], operation.option);
    }
    case 'removeOption': {
      const at: Path = ['blocks', operation.block, 'options', operation.id];
      return nodeAt(file, at) ? cut(removeKey(file, at)) : refuse('missing', `there is no option "${operation.id}"`);
    }
    case 'setField':
      return setField(file, operation.path, operation.value);
  }
}

/** Replaces a value, adds it where its map has none, takes it away when null. */
function setField(file: EditDocument, path: Path, value: unknown): Change | Refused {
  const there = nodeAt(file, path);
  if (path[0] === 'blocks' && !nodeAt(file, path.slice(0, 2)))
    return refuse('missing', `there is no block "${path[1] ?? ''}"`);
  if (value === null)
    return there ? cut(removeKey(file, path)) : refuse('missing', `there is nothing at ${path.join('.')}`);
  if (there) return cut(replaceValue(file, path, value));
  const above = path.slice(0, -1);
  const name = String(path.at(-1));
  if (mapAt(file, above)) return cut(addKey(file, above, name, value));
  return above.length > 0 && !nodeAt(file, above)
    ? setField(file, above, { [name]: value })
    : refuse('missing', `there is nothing at ${above.join('.')}`);
}

function rename(file: EditDocument, layout: Layout, { from, to }: { from: string; to: string }): Change | Refused {
  if (!blockIds(file).includes(from)) return refuse('missing', `there is no block "${from}"`);
  if (!isId(to) || blockIds(file).includes(to)) return taken(file, to);
  const places = referencesIn(file).filter((one) => one.to === from);
  const splices = [replaceKey(file, ['blocks', from], to), ...places.map(({ path }) => replaceValue(file, path, to))];
  const at = layout[from];
  return { splices: splices.filter((one) => one !== null), layout: at ? { [from]: null, [to]: at } : {} };
}

function remove(file: EditDocument, layout: Layout, { id, leadTo }: { id: string; leadTo?: string }): Change | Refused {
  if (!blockIds(file).includes(id)) return refuse('missing', `there is no block "${id}"`);
  const places = referencesIn(file)
    .filter(({ path, to }) => to === id && !(path[0] === 'blocks' && path[1] === id))
    .map(({ path }) => path);
  if (places.length > 0 && (leadTo === undefined || leadTo === id))
    return { ...refuse('dangling', `${places.length} ways lead to "${id}": say where they lead instead`), places };
  if (leadTo !== undefined && !blockIds(file).includes(leadTo))
    return refuse('missing', `there is no block "${leadTo}"`);
  const blocks = mapAt(file, ['blocks']);
  if (blocks && keysOf(blocks).length === 1) return refuse('dangling', 'it is the only block');
  const splices = [removeKey(file, ['blocks', id]), ...places.map((path) => replaceValue(file, path, leadTo))];
  return { splices: splices.filter((one) => one !== null), layout: layout[id] ? { [id]: null } : {} };
}

function cut(one: Splice | null): Change | Refused {
  return one ? { splices: [one] } : refuse('missing', 'there is nothing at this place');
}

function taken(file: EditDocument, id: string): Refused {
  return blockIds(file).includes(id)
    ? refuse('exists', `there is a block "${id}" already`)
    : refuse('badName', `"${id.slice(0, 40)}" is not a block id: a small letter first, then letters, digits and -`);
}

function refuse(reason: Refused['reason'], says: string): Refused {
  return { ok: false, reason, says };
}
