/** The one public door of the conversation engine. Browser-safe. */
export { joinParts, MOST_TOGETHER, partIds, payTogether, splitAddOns } from './add-ons.js';
export { wordBooking, type BookingWords } from './say/booking-words.js';
export { createEngine, type Engine } from './engine.js';
export { createLibrary, type Library, type ShopFacts } from './library.js';
export { checkTogether, loadPhrases, loadScript, type LoadedScript } from './script/load.js';
export { createTextLoader, type TextLoader } from './script/load-once.js';
export { formatProblem, type Problem } from './script/source.js';
export { reduce } from './reduce.js';
export {
  applyTurn,
  applyTurnInPlace,
  createState,
  isUsable,
  placeDamaged,
  type FlowContext,
  type FlowState,
  type Turn,
} from './state.js';
export { workSpecification } from './say/work-specification.js';
export { RESERVED_SMS_WORDS } from './script/check.js';
export type { CompiledScript } from './script/script.js';
export type { Phrases } from './script/phrases.js';
export { maskPersonal } from './mask-personal.js';
export { fateOf, goAlong, type Fate, type MovePolicy, type NewerVersion, type Standing } from './migrate.js';
