export { createTwilioAdapters, type TwilioAdapters, type TwilioAdaptersDeps } from './adapters.js';
