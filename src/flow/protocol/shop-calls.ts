import type { Empty } from './json.js';
import type { CardView } from './views.js';

/** What a script asks about the shop itself. */
export interface ShopCalls {
  /** What stands on its card beside its name and its address (CAT-03). */
  'shop.card': { input: Empty; outcomes: { shown: { card: CardView } } };
}
