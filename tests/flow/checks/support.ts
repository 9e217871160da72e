import { renderTelegram, telegramLimits } from '../../../adapters/telegram/render.js';
import { renderSms, smsLimits } from '../../../adapters/twilio/render-sms.js';
import { renderWhatsapp, whatsappLimits } from '../../../adapters/twilio/render-whatsapp.js';
import type { Renderers } from '../../../src/flow/checks/index.js';

/** How the real channels print. */
export const RENDERERS: Renderers = {
  sms: { limits: smsLimits, render: renderSms },
  whatsapp: { limits: whatsappLimits, render: renderWhatsapp },
  telegram: { limits: telegramLimits, render: renderTelegram },
};
