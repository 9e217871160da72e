const isFull = process.env['PARLEY_PROFILE'] === 'full';

/** How much a reliability test does: a short profile in `npm test`, the full one in `npm run prove`. */
export function profile<T>(sizes: { readonly short: T; readonly full: T }): T {
  return isFull ? sizes.full : sizes.short;
}
