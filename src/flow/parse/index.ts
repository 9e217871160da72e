export { parseChoice } from './choice.js';
export { parseChoices } from './choices.js';
export { parseCode } from './code.js';
export {
  clockText,
  isBareNumber,
  minuteOf,
  parseDate,
  parseDateTime,
  parseTime,
  type ClockLimits,
  type SaidMoment,
} from './date.js';
export { parseEmail } from './email.js';
export { parseLanguage } from './language.js';
export { parseName } from './name.js';
export { parseNumber, type NumberLimits } from './number.js';
export { parsePhone } from './phone.js';
export { parseAddress, parsePostcode, type SaidAddress } from './place.js';
export { parseRating } from './rating.js';
export { parseText } from './text.js';
export { parseYesNo } from './yes-no.js';
export type { ParseContext, Parsed, Problem } from './types.js';
