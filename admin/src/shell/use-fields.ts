import { useState } from 'react';

/** What is wrong, by field; `names.es` for one language of a name. */
export type FormErrors = Readonly<Record<string, string>>;

type KeysOf<V, T> = { [F in keyof V]: [V[F], T] extends [T, V[F]] ? F : never }[keyof V] & string;
type Words = Readonly<Record<string, string>>;
type Typed = string | { readonly currentTarget: { readonly value: string } };

/** What is typed, what was wrong with it when it was last sent, and whether anything would be lost by leaving. */
export function useFields<V extends object>(begin: V) {
  const [values, setValues] = useState(begin);
  const [errors, setErrors] = useState<FormErrors>({});

  function forget(name: string): void {
    setErrors((known) => Object.fromEntries(Object.entries(known).filter(([field]) => field !== name)));
  }
  function set<F extends keyof V & string>(field: F, value: V[F]): void {
    setValues((known) => ({ ...known, [field]: value }));
    forget(field);
  }
  // The types of the keys below say what lies under each of them.
  const put = (field: keyof V & string, value: unknown): void => set(field, value as V[keyof V & string]);
  const at = <T>(field: keyof V & string): T => values[field] as T;

  return {
    values,
    errors,
    setErrors,
    set,
    isDirty: JSON.stringify(values) !== JSON.stringify(begin),
    /** For a field of text. */
    text: (field: KeysOf<V, string>) => ({
      value: at<string>(field),
      onChange: (given: Typed) => put(field, typeof given === 'string' ? given : given.currentTarget.value),
      error: errors[field],
    }),
    /** For the words of one language. */
    spoken: (field: KeysOf<V, Words>, language: string) => ({
      value: at<Words>(field)[language] ?? '',
      onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
        put(field, { ...at<Words>(field), [language]: currentTarget.value });
        forget(`${field}.${language}`);
      },
      error: errors[`${field}.${language}`] ?? errors[field],
    }),
    /** For a number that may be left empty. */
    number: (field: KeysOf<V, number | ''>) => ({
      value: at<number | ''>(field),
      onChange: (given: number | string) => put(field, given === '' ? '' : Number(given)),
      error: errors[field],
    }),
    flag: (field: KeysOf<V, boolean>) => ({
      checked: at<boolean>(field),
      onChange: ({ currentTarget }: { currentTarget: { checked: boolean } }) => put(field, currentTarget.checked),
    }),
  };
}

/** Languages without words fall back to the name itself. */
export function spoken(names: Words): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([language, name]) => (name.trim() === '' ? [] : [[language, name.trim()]])),
  );
}

/** "Cut & colour" becomes "cut-colour": what programs and old messages know it by, so it never changes. */
export function idFrom(name: string, taken: readonly string[], otherwise: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 24);
  const base = plain === '' ? otherwise : plain;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.includes(id)) return id;
  }
}
