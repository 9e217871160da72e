import type { ChannelAdapter, Rendered } from '../../src/messaging/channel.js';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { createFetchFile } from './media.js';
import type { TwilioPart } from './parts.js';
import { createTwilioReceive } from './receive.js';
import { renderSms, smsLimits } from './render-sms.js';
import { renderWhatsapp, whatsappLimits } from './render-whatsapp.js';
import { createTwilioSend, createTwilioTyping } from './send.js';
import { createSignatureCheck } from './signature.js';

export interface TwilioAdaptersDeps {
  readonly accountSid: string;
  /** The current token first; during a rotation the one it replaces after it. Signing checks take both, sending the first. */
  readonly authTokens: readonly [string, ...string[]];
  /** Our sender numbers, +E.164. A channel without one is off: what arrives for it is acknowledged and dropped. */
  readonly smsFrom?: string;
  readonly whatsappFrom?: string;
  readonly apiBaseUrl?: string;
  /** The address Twilio was told, scheme and host; signatures are checked against it. */
  readonly publicUrl: string;
  /** Default `/webhooks/twilio/status`. */
  readonly statusCallbackPath?: string;
  /** Approved WhatsApp templates: name (or `name_language`) → content sid. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Bound of one request to Twilio. Default 8 s. */
  readonly timeoutMs?: number;
}

export interface TwilioAdapters {
  readonly sms: ChannelAdapter;
  readonly whatsapp: ChannelAdapter;
  /** Our side of a conversation on each channel, as `ConversationRef.account` spells it. */
  readonly accounts: { readonly sms?: string; readonly whatsapp?: string };
  /** The approved template as a sendable payload, or null when it is not approved in any language we know (NT-23). */
  readonly renderTemplate: (template: NonNullable<OutboundMessage['template']>, language: string) => Rendered | null;
}

/**
 * SMS and WhatsApp over one Twilio account. Both share `receive`: the provider posts both to the same two addresses, and
 * the `whatsapp:` prefix tells them apart. Opens nothing until the first send.
 */
export function createTwilioAdapters(deps: TwilioAdaptersDeps): TwilioAdapters {
  const statusCallbackPath = deps.statusCallbackPath ?? '/webhooks/twilio/status';
  const on = {
    sms: deps.smsFrom !== undefined,
    whatsapp: deps.whatsappFrom !== undefined,
    telegram: false,
    webchat: false,
  };
  const receive = createTwilioReceive({
    publicUrl: deps.publicUrl,
    statusCallbackPath,
    isGenuine: createSignatureCheck(deps.authTokens),
    isOn: ({ channel }) => on[channel],
  });
  const client = {
    accountSid: deps.accountSid,
    authToken: deps.authTokens[0],
    ...(deps.apiBaseUrl ? { apiBaseUrl: deps.apiBaseUrl } : {}),
    timeoutMs: deps.timeoutMs ?? 8_000,
  };
  const statusCallbackUrl = deps.publicUrl.replace(/\/+$/, '') + statusCallbackPath;
  const send = createTwilioSend({ ...client, statusCallbackUrl });
  const showTyping = createTwilioTyping(client);
  const fetchFile = createFetchFile(client);
  return {
    sms: { id: 'sms', limits: smsLimits, receive, render: renderSms, send, fetchFile },
    whatsapp: { id: 'whatsapp', limits: whatsappLimits, receive, render: renderWhatsapp, send, showTyping, fetchFile },
    accounts: {
      ...(deps.smsFrom ? { sms: deps.smsFrom } : {}),
      ...(deps.whatsappFrom ? { whatsapp: `whatsapp:${deps.whatsappFrom.replace(/^whatsapp:/, '')}` } : {}),
    },
    renderTemplate({ name, variables }, language) {
      const contentSid = deps.templates?.[`${name}_${language}`] ?? deps.templates?.[name];
      if (!contentSid) return null;
      const part: TwilioPart = { kind: 'template', contentSid, variables: { ...variables } };
      const plainText = `[${name}] ${Object.values(variables).join(', ')}`;
      return { parts: [part], plainText, shape: 'text', reshaped: [`template: ${name}`] };
    },
  };
}
