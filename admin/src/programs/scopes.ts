import type { PanelKey } from '../api/programs.js';

/** What a key may do, as people say it; each includes the ones before it. */
export const SCOPES: readonly { readonly scope: PanelKey['scope']; readonly label: string; readonly about: string }[] =
  [
    { scope: 'read', label: 'Read', about: 'See services, free times and bookings.' },
    { scope: 'write', label: 'Book', about: 'Also book, move and drop visits for customers.' },
    { scope: 'staff', label: 'Work as staff', about: 'Also accept, refuse, block time and make codes.' },
  ];

export function scopeWords(scope: PanelKey['scope']): string {
  return SCOPES.find((one) => one.scope === scope)?.label ?? scope;
}
