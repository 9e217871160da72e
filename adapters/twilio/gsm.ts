/** What an SMS costs is asked before anything is sent too, when a script is checked: the counting lives with the messages. */
export { countSegments, smsTexts, toGsmPunctuation } from '../../src/messaging/gsm.js';
