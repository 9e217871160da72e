import { useFields, type FormErrors } from '../shell/use-fields.js';
import { NEW_SERVICE, type ServiceForm } from './service-form.js';

export type Form = ReturnType<typeof useServiceForm>;

export const useServiceForm = (begin: ServiceForm = NEW_SERVICE) => useFields(begin);

/** What can be said at once, without asking the server. */
export function missingIn(values: ServiceForm): FormErrors {
  const asked: Partial<Record<keyof ServiceForm, string>> = {
    durationMin: 'How long does it take?',
    price: 'What does it cost? 0 is free',
    horizonDays: 'How many days ahead?',
    noticeHours: 'How many hours? 0 is none',
    capacity: 'How many? 1 is one customer at a time',
  };
  return {
    ...(values.name.trim() === '' ? { name: 'Give it a name' } : {}),
    ...Object.fromEntries(Object.entries(asked).filter(([field]) => values[field as keyof ServiceForm] === '')),
  };
}
