import type { ChannelAdapter, ChannelEvent, RawRequest, Received } from '../../src/messaging/channel.js';
import { parseMessage, parseStatus } from './inbound.js';
import { openSigned, type SignatureCheck } from './signature.js';

export interface TwilioReceiveDeps {
  readonly publicUrl: string;
  readonly statusCallbackPath: string;
  readonly isGenuine: SignatureCheck;
  /** Messages of a channel that is switched off are acknowledged and dropped. */
  readonly isOn: (event: ChannelEvent) => boolean;
}

/** An empty TwiML answer: replies are sent by REST, where each has an id that can be followed. */
const EMPTY_TWIML = { status: 200, contentType: 'text/xml', body: '<Response/>' } as const;

/** Both Twilio webhooks: customers' messages, and delivery reports at `statusCallbackPath`. */
export function createTwilioReceive(deps: TwilioReceiveDeps): ChannelAdapter['receive'] {
  return async (request: RawRequest): Promise<Received> => {
    const opened = openSigned(request, deps.publicUrl, deps.isGenuine);
    if (opened.kind === 'refused') return opened;
    const isStatus = request.path.split('?')[0] === deps.statusCallbackPath;
    const parsed = isStatus ? parseStatus(opened.form) : parseMessage(opened.form);
    if (parsed.kind === 'unreadable') return { kind: 'refused', status: 400, reason: 'unreadable form' };
    return { kind: 'accepted', events: parsed.events.filter(deps.isOn), response: EMPTY_TWIML };
  };
}
