import { renderTelegram, telegramLimits } from '../../../adapters/telegram/render.js';
import { renderSms, smsLimits } from '../../../adapters/twilio/render-sms.js';
import { renderWhatsapp, whatsappLimits } from '../../../adapters/twilio/render-whatsapp.js';
import type { Renderers } from '../../../src/flow/checks/index.js';

/**
 * The channels' own printers. They are reached for past their doors because the doors open the providers' SDKs, while these
 * files are pure; a second opinion here of what fits on a channel would sooner or later be another one. Web chat fits anything.
 */
export const RENDERERS: Renderers = {
  sms: { limits: smsLimits, render: renderSms },
  whatsapp: { limits: whatsappLimits, render: renderWhatsapp },
  telegram: { limits: telegramLimits, render: renderTelegram },
};
