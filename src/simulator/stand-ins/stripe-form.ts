/** A value of Stripe's bracketed form encoding: `line_items[0][price_data][currency]=gbp`. */
export type FormValue = string | readonly FormValue[] | { readonly [name: string]: FormValue };
export type FormObject = Readonly<Record<string, FormValue>>;

interface Branch {
  [name: string]: string | Branch;
}

/** Reads a form body or a query. Prototype names are plain keys here: every branch is made without a prototype. */
export function parseStripeForm(encoded: string): FormObject {
  const root: Branch = branch();
  for (const [name, value] of new URLSearchParams(encoded)) put(root, pathOf(name), value);
  return settled(root) as FormObject; // the root is never an array: its keys are parameter names
}

function branch(): Branch {
  return Object.create(null) as Branch;
}

function pathOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function put(root: Branch, path: readonly string[], value: string): void {
  let at = root;
  for (const [depth, part] of path.entries()) {
    const key = part === '' ? String(Object.keys(at).length) : part;
    if (depth === path.length - 1) {
      at[key] = value;
      return;
    }
    const next = at[key];
    at = typeof next === 'object' ? next : (at[key] = branch());
  }
}

function settled(node: string | Branch): FormValue {
  if (typeof node === 'string') return node;
  const keys = Object.keys(node);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isList) return keys.map((key) => settled(node[key]!));
  return Object.fromEntries(keys.map((key) => [key, settled(node[key]!)]));
}

/** The value at a path, or undefined: nothing about a request may be taken for granted. */
export function at(value: FormValue | undefined, ...path: readonly (string | number)[]): FormValue | undefined {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object') return undefined;
    here = Array.isArray(here) ? (here as readonly FormValue[])[Number(part)] : (here as FormObject)[part];
  }
  return here;
}

export function textAt(value: FormValue | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** Metadata and the like: names to texts. */
export function textsAt(value: FormValue | undefined, ...path: readonly (string | number)[]): Record<string, string> {
  const found = at(value, ...path);
  if (typeof found !== 'object' || Array.isArray(found)) return {};
  return Object.fromEntries(
    Object.entries(found as FormObject).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
