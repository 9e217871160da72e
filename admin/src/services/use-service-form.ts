import { useState } from 'react';
import { NEW_SERVICE, type ServiceForm } from './service-form.js';

type Field = keyof ServiceForm;
/** What is wrong, by field; `names.es` for one language of a name. */
export type FormErrors = Readonly<Record<string, string>>;

/** What is typed, what was wrong with it when it was last sent, and whether anything would be lost by leaving. */
export function useServiceForm(begin: ServiceForm = NEW_SERVICE) {
  const [values, setValues] = useState(begin);
  const [errors, setErrors] = useState<FormErrors>({});

  function forget(name: string): void {
    setErrors((known) => Object.fromEntries(Object.entries(known).filter(([field]) => field !== name)));
  }
  function set<F extends Field>(field: F, value: ServiceForm[F]): void {
    setValues((known) => ({ ...known, [field]: value }));
    forget(field);
  }

  return {
    values,
    errors,
    setErrors,
    set,
    isDirty: JSON.stringify(values) !== JSON.stringify(begin),
    /** For a field of text. */
    text: (field: 'name' | 'about' | 'category' | 'photo' | 'blackoutDates') => ({
      value: values[field],
      onChange: (given: string | { currentTarget: { value: string } }) =>
        set(field, typeof given === 'string' ? given : given.currentTarget.value),
      error: errors[field],
    }),
    /** For the words of one language. */
    spoken: (field: 'names' | 'aboutNames', language: string) => ({
      value: values[field][language] ?? '',
      onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
        set(field, { ...values[field], [language]: currentTarget.value });
        forget(`${field}.${language}`);
      },
      error: errors[`${field}.${language}`] ?? errors[field],
    }),
    /** For a number that may be left empty. */
    number: (field: NumberField) => ({
      value: values[field],
      onChange: (given: number | string) => set(field, given === '' ? '' : Number(given)),
      error: errors[field],
    }),
    flag: (field: 'active' | 'bookable') => ({
      checked: values[field],
      onChange: ({ currentTarget }: { currentTarget: { checked: boolean } }) => set(field, currentTarget.checked),
    }),
  };
}

type NumberField = {
  [F in Field]: number | '' extends ServiceForm[F] ? F : never;
}[Field];

export type Form = ReturnType<typeof useServiceForm>;

/** What can be said at once, without asking the server. */
export function missingIn(values: ServiceForm): FormErrors {
  const asked: Partial<Record<Field, string>> = {
    durationMin: 'How long does it take?',
    price: 'What does it cost? 0 is free',
    horizonDays: 'How many days ahead?',
    noticeHours: 'How many hours? 0 is none',
    capacity: 'How many? 1 is one customer at a time',
  };
  return {
    ...(values.name.trim() === '' ? { name: 'Give it a name' } : {}),
    ...Object.fromEntries(Object.entries(asked).filter(([field]) => values[field as Field] === '')),
  };
}
