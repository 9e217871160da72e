import type { ChannelAdapter } from '../messaging/channel.js';
import type { ChannelId } from '../messaging/message.js';
import type { DeliveryGateDeps } from '../messaging/delivery.js';
import type { Connections } from './connections.js';
import { WEBHOOK_PATHS } from './paths.js';

/** The customer channels that come in by webhook. Web chat serves its own protocol and is added by the app. */
export interface WebhookChannels {
  readonly adapters: Partial<Record<ChannelId, ChannelAdapter>>;
  /** Path → the adapter that verifies what comes there. */
  readonly byPath: ReadonlyMap<string, ChannelAdapter>;
  readonly renderTemplate?: DeliveryGateDeps['renderTemplate'];
  readonly smsAccount?: string;
  readonly whatsappAccount?: string;
  /** Telegram can edit what it showed: an answered question loses its buttons. */
  readonly markAnswered?: (address: string, providerMessageId: string) => Promise<void>;
  /** Tells providers where we are, where that is done by a call. */
  readonly register?: () => Promise<void>;
}

/** Each SDK is loaded only when its channel is on: together they cost a second of start-up. */
export async function createWebhookChannels(
  connections: Connections,
  publicUrl: string,
  /** The address Twilio signs: the public one, or for its stand-in this machine's. */
  twilioUrl: string,
  /** Reads a file of the house by its address. */
  loadFile: (url: string) => Promise<Uint8Array | null>,
): Promise<WebhookChannels> {
  const adapters: Partial<Record<ChannelId, ChannelAdapter>> = {};
  const byPath = new Map<string, ChannelAdapter>();
  let more: Omit<WebhookChannels, 'adapters' | 'byPath'> = {};
  if (connections.twilio) {
    const { createTwilioAdapters } = await import('../../adapters/twilio/index.js');
    const { templates, ...connection } = connections.twilio;
    const twilio = createTwilioAdapters({
      ...connection,
      publicUrl: twilioUrl,
      statusCallbackPath: WEBHOOK_PATHS.twilioStatus,
      templates: Object.fromEntries(templates),
    });
    adapters.sms = twilio.sms;
    adapters.whatsapp = twilio.whatsapp;
    byPath.set(WEBHOOK_PATHS.twilioMessages, twilio.sms);
    byPath.set(WEBHOOK_PATHS.twilioStatus, twilio.sms);
    more = {
      renderTemplate: twilio.renderTemplate,
      ...(twilio.accounts.sms ? { smsAccount: twilio.accounts.sms } : {}),
      ...(twilio.accounts.whatsapp ? { whatsappAccount: twilio.accounts.whatsapp } : {}),
    };
  }
  if (connections.telegram) {
    const { createTelegramAdapter } = await import('../../adapters/telegram/index.js');
    const { token, webhookSecret, apiRoot } = connections.telegram;
    const telegram = createTelegramAdapter({ token, webhookSecret, loadFile, ...(apiRoot ? { apiRoot } : {}) });
    adapters.telegram = telegram;
    byPath.set(WEBHOOK_PATHS.telegram, telegram);
    more = {
      ...more,
      markAnswered: (address, providerMessageId) => telegram.markAnswered({ address }, providerMessageId),
      register: () => telegram.registerWebhook(publicUrl + WEBHOOK_PATHS.telegram),
    };
  }
  return { adapters, byPath, ...more };
}
