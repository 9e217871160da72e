import type { StandInRequest, StandInResponse } from './http.js';
import { isStringRecord, type FilledContent } from './twilio-contents.js';

/** A message as Twilio keeps it. */
export interface StoredMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly createdAtUtc: number;
  readonly segments: number;
  readonly encoding: string;
  readonly media: readonly string[];
  readonly statusCallback: string | null;
  readonly filled: FilledContent;
  status: string;
  errorCode: number | null;
}

export interface CreateFields {
  readonly to: string;
  readonly from: string;
  readonly body: string | undefined;
  readonly contentSid: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly mediaUrls: readonly string[];
  readonly statusCallback: string | undefined;
}

/** The form fields of `POST Messages.json` in the official description of the API. */
const KNOWN_FIELDS = new Set([
  'To',
  'From',
  'Body',
  'MessagingServiceSid',
  'MediaUrl',
  'ContentSid',
  'ContentVariables',
  'StatusCallback',
  'ApplicationSid',
  'MaxPrice',
  'ProvideFeedback',
  'Attempt',
  'ValidityPeriod',
  'ForceDelivery',
  'ContentRetention',
  'AddressRetention',
  'SmartEncoded',
  'PersistentAction',
  'TrafficType',
  'ShortenUrls',
  'ScheduleType',
  'SendAt',
  'SendAsMms',
  'RiskCheck',
  'FallbackFrom',
  'MessageIntent',
]);
const BODY_CHARS = 1600;

/** Validates a create request in Twilio's order and with its codes; what it would refuse is also reported. */
export function checkCreate(
  request: StandInRequest,
  report: (problem: string) => void,
): { readonly fields: CreateFields } | { readonly error: StandInResponse } {
  const refuse = (code: number, text: string): { error: StandInResponse } => {
    report(text);
    return { error: twilioError(400, code, text) };
  };
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return refuse(20001, 'Content-Type is not a form');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const unknown = [...form.keys()].find((name) => !KNOWN_FIELDS.has(name));
  if (unknown) report(`${unknown} is not a field of a message`);
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  if (to === '') return refuse(21604, "A 'To' phone number is required");
  if (from === '') return refuse(21603, "A 'From' phone number is required");
  if (!isAddress(to)) return refuse(21211, `To: ${to} is not a valid phone number`);
  if (!isAddress(from)) return refuse(21212, `From: ${from} is not a valid phone number`);
  if (to.startsWith('whatsapp:') !== from.startsWith('whatsapp:'))
    return refuse(63007, 'From: no channel with that From address');
  const body = form.get('Body') ?? undefined;
  const contentSid = form.get('ContentSid') ?? undefined;
  const mediaUrls = form.getAll('MediaUrl');
  if (body !== undefined && contentSid !== undefined) return refuse(21619, 'Body and ContentSid must not be mixed');
  if (contentSid === undefined && mediaUrls.length === 0 && (body ?? '').trim() === '')
    return refuse(21602, 'Body is required');
  if ((body?.length ?? 0) > BODY_CHARS) return refuse(21617, `Body: ${body?.length} characters, over ${BODY_CHARS}`);
  if (contentSid !== undefined && !to.startsWith('whatsapp:'))
    return refuse(21655, 'ContentSid: not sent over SMS here');
  const variables = readVariables(form.get('ContentVariables'));
  if (!variables) return refuse(21656, 'ContentVariables is not a JSON object of strings');
  const statusCallback = form.get('StatusCallback') ?? undefined;
  if (statusCallback !== undefined && !URL.canParse(statusCallback))
    return refuse(21609, 'StatusCallback is not a URL');
  return { fields: { to, from, body, contentSid, variables, mediaUrls, statusCallback } };
}

/** A number in E.164, or for WhatsApp also an id without a number (`whatsapp:US.1349…`). */
function isAddress(side: string): boolean {
  return /^\+\d{5,15}$/.test(side) || /^whatsapp:(\+\d{5,15}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/.test(side);
}

function readVariables(text: string | null): Record<string, string> | null {
  if (text === null) return {};
  try {
    const variables: unknown = JSON.parse(text);
    return isStringRecord(variables) ? variables : null;
  } catch {
    return null;
  }
}

export function presentMessage(message: StoredMessage, accountSid: string): object {
  const date = new Date(message.createdAtUtc).toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}.json`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.filled.body,
    date_created: date,
    date_sent: message.status === 'queued' ? null : date,
    date_updated: date,
    direction: 'outbound-api',
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: String(message.media.length),
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: uri.replace('.json', '/Media.json') },
    to: message.to,
    uri,
  };
}

export function twilioError(status: number, code: number, message: string): StandInResponse {
  return { status, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
