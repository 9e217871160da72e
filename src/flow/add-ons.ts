/** Between a service and what is added to it; no id of either holds it. */
const JOINT = '~';

/** How a service with add-ons is named wherever a service is: what is added changes its length and its price (CAT-08). */
export function withAddOns(serviceId: string, addOnIds: readonly string[]): string {
  return [serviceId, ...addOnIds].join(JOINT);
}

export function splitAddOns(id: string): { readonly serviceId: string; readonly addOnIds: readonly string[] } {
  const [serviceId = '', ...addOnIds] = id.split(JOINT);
  return { serviceId, addOnIds };
}
