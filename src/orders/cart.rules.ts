import { allNames, nameIn } from '../catalogue/index.js';
import type { OrderLine } from './order.model.js';
import type { Stocked } from './products.service.js';
import type { Wanted } from './stock.store.js';

export const QUANTITY_MAX = 20;
export const LINES_MAX = 12;

/** How many of it somebody can have at once. */
export function mostOf({ left }: Pick<Stocked, 'left'>): number {
  return left === null ? QUANTITY_MAX : Math.min(left, QUANTITY_MAX);
}

/** Lines at the prices of now (PR-20), in the order they were put in; what is no longer sold is left out. Integer minor units. */
export function pricedLines(
  items: readonly Wanted[],
  products: ReadonlyMap<string, Stocked>,
  shopLanguage: string,
): readonly OrderLine[] {
  return items.flatMap(({ productId, quantity }) => {
    const product = products.get(productId);
    if (!product?.active) return [];
    const { kind, name, priceMinor: unitMinor, downloadUrl } = product;
    const names = allNames(product, shopLanguage);
    return [
      {
        productId,
        kind,
        name,
        ...names,
        quantity,
        unitMinor,
        totalMinor: unitMinor * quantity,
        ...(kind === 'digital' && downloadUrl !== null ? { downloadUrl } : {}),
      },
    ];
  });
}

export function totalOf(lines: readonly Pick<OrderLine, 'totalMinor'>[]): number {
  return lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
}

/** "2 x Shampoo, 1 x Brush": plain letters only, it goes out by SMS. */
export function wordsOf(lines: readonly OrderLine[], language: string): string {
  return lines.map((line) => `${line.quantity} x ${nameIn(line, language)}`).join(', ');
}
