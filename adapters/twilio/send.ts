import twilio from 'twilio';
import type { ChannelAdapter } from '../../src/messaging/channel.js';
import { createPartsSender } from '../../src/messaging/send-parts.js';
import { createContents } from './contents.js';
import { outcomeOf, TooManyRequests } from './outcomes.js';
import { readPart, type TwilioPart } from './parts.js';

interface TwilioClientDeps {
  readonly accountSid: string;
  readonly authToken: string;
  /** Replaces Twilio's own addresses, for tests and the phones page. */
  readonly apiBaseUrl?: string;
  readonly timeoutMs: number;
}

export interface TwilioSendDeps extends TwilioClientDeps {
  /** Where Twilio reports delivery, whole address. */
  readonly statusCallbackUrl: string;
}

/** One request a part; what the answer means is in `outcomes.ts`. */
export function createTwilioSend(deps: TwilioSendDeps): ChannelAdapter['send'] {
  const client = createClient(deps);
  const contents = createContents(client.content.v1.contents);

  type Said =
    | { readonly body: string }
    | { readonly body?: string; readonly mediaUrl: string[] }
    | { readonly contentSid: string; readonly contentVariables: string };

  async function toSay(part: TwilioPart): Promise<Said> {
    if (part.kind === 'text') return { body: part.body };
    if (part.kind === 'media') return { mediaUrl: [part.url], ...(part.body === '' ? {} : { body: part.body }) };
    const contentSid = part.kind === 'template' ? part.contentSid : await contents.sidOf(part.shape);
    return { contentSid, contentVariables: JSON.stringify(part.variables) };
  }

  return createPartsSender(async (to, part) => {
    let said: Said;
    try {
      said = await toSay(readPart(part));
    } catch (error) {
      const outcome = outcomeOf(error);
      // Only a content was being made: whatever became of it, nothing went to the person.
      return outcome.kind === 'unknown' ? { kind: 'retry', retryAfterMs: 1_000, reason: outcome.reason } : outcome;
    }
    try {
      const message = { to: to.address, from: to.account, statusCallback: deps.statusCallbackUrl, ...said };
      return { providerMessageId: (await client.messages.create(message)).sid };
    } catch (error) {
      return outcomeOf(error);
    }
  });
}

/**
 * WhatsApp shows that an answer is being made until it comes, at most 25 s, and the message as read. A public beta of
 * Twilio's: should it go away, nothing is shown.
 */
export function createTwilioTyping(deps: TwilioClientDeps): NonNullable<ChannelAdapter['showTyping']> {
  const client = createClient(deps);
  return async (_to, messageId) => {
    await client.messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId });
  };
}

function createClient({ accountSid, authToken, apiBaseUrl, timeoutMs }: TwilioClientDeps): twilio.Twilio {
  const httpClient = new OneAttemptClient({ timeout: timeoutMs, autoRetry: false });
  const client = new twilio.Twilio(accountSid, authToken, { httpClient });
  if (apiBaseUrl) {
    client.api.baseUrl = apiBaseUrl;
    client.content.baseUrl = apiBaseUrl;
    client.messaging.baseUrl = apiBaseUrl;
  }
  return client;
}

/** The SDK's own client, keeping what it would lose: how long a 429 asks us to wait. */
class OneAttemptClient extends twilio.RequestClient {
  override async request<TData>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const response = await super.request<TData>(options as never); // the SDK's generic option type is not exported
    if (response.statusCode !== 429) return response;
    const headers: unknown = response.headers;
    const seconds = Number(
      typeof headers === 'object' && headers !== null && 'retry-after' in headers ? headers['retry-after'] : 1,
    );
    throw new TooManyRequests(Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 1_000);
  }
}
