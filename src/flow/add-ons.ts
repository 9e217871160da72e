/** Between a service and what is added to it; no id of either holds it. */
const JOINT = '~';
/** Between the services of one visit, and between the people who do them one after the other. */
const NEXT = '~~';
/** More than this in one go is a day, not a visit. */
export const MOST_TOGETHER = 4;

export type PayWhen = 'before' | 'deposit' | 'after';

/** How a service with add-ons is named wherever a service is: what is added changes its length and its price (CAT-08). */
export function withAddOns(serviceId: string, addOnIds: readonly string[]): string {
  return [serviceId, ...addOnIds].join(JOINT);
}

/** Of several services in one visit it is the first that speaks for it. */
export function splitAddOns(id: string): { readonly serviceId: string; readonly addOnIds: readonly string[] } {
  const [serviceId = '', ...addOnIds] = (partIds(id)[0] ?? '').split(JOINT);
  return { serviceId, addOnIds };
}

/** How several services of one visit are named wherever a service is (ORD-06); the same for those who do them. */
export function joinParts(ids: readonly string[]): string {
  return ids.join(NEXT);
}

/** The services of a visit, or the people who do them, in their order; of an ordinary one the only one. */
export function partIds(id: string): readonly string[] {
  return id.split(NEXT);
}

/** When a visit of several services is paid: as they are where they agree, else what is due for some of it before. */
export function payTogether(parts: readonly PayWhen[]): PayWhen {
  const [first = 'after'] = parts;
  return parts.every((one) => one === first) ? first : 'deposit';
}
