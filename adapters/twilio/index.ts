export { renderSms, smsLimits } from './render-sms.js';
export { renderWhatsapp, whatsappLimits } from './render-whatsapp.js';
export { createTwilioAdapters, type TwilioAdapters, type TwilioAdaptersDeps } from './adapters.js';
