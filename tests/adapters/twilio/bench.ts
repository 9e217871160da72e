import { createTwilioAdapters, type TwilioAdapters } from '../../../adapters/twilio/index.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import { createMovableClock } from '../../../src/platform/clock.js';
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInDeps,
} from '../../../src/simulator/stand-ins/twilio.js';
import { signTwilioRequest } from '../../../src/simulator/stand-ins/twilio-signature.js';
import type { VisiblePart } from '../../contracts/channel-contract.js';

export const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
export const AUTH_TOKEN = 'a-token-of-the-account';
export const PUBLIC_URL = 'https://parley.example';
export const MESSAGES_PATH = '/webhooks/twilio/messages';
export const STATUS_PATH = '/webhooks/twilio/status';
export const SMS_FROM = '+441632960000';
export const WHATSAPP_FROM = 'whatsapp:+441632960001';
export const ROSA = '+447700900123';
export const MONDAY_UTC = Date.UTC(2026, 10, 23, 9, 0);

const PLAIN_FIELDS = {
  MessageSid: '',
  AccountSid: ACCOUNT_SID,
  NumMedia: '0',
  NumSegments: '1',
  ApiVersion: '2010-04-01',
};
let sids = 0;

export function newSid(): string {
  return `SM${(++sids).toString(16).padStart(32, '0')}`;
}

/** A webhook signed by the stand-in's own reading of Twilio's rule. */
export function signed(
  fields: Readonly<Record<string, string>>,
  { path = MESSAGES_PATH, token = AUTH_TOKEN } = {},
): RawRequest {
  return signedBody(Buffer.from(new URLSearchParams(fields).toString()), { path, token });
}

/** Any bytes, signed over what a form parser makes of them: a field given twice is signed as Twilio signs lists. */
export function signedBody(body: Buffer, { path = MESSAGES_PATH, token = AUTH_TOKEN } = {}): RawRequest {
  const fields = Object.create(null) as Record<string, string>;
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8')))
    values.set(name, (values.get(name) ?? new Set()).add(value));
  for (const [name, set] of values) fields[name] = [...set].sort().join(name);
  return {
    method: 'POST',
    path,
    headers: {
      host: 'inside.proxy.internal',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': signTwilioRequest(token, PUBLIC_URL + path, fields),
    },
    body,
  };
}

/** An inbound message as Twilio posts it. */
export function inbound(fields: Readonly<Record<string, string>>): RawRequest {
  return signed({ ...PLAIN_FIELDS, MessageSid: newSid(), From: ROSA, To: SMS_FROM, Body: '', ...fields });
}

export function whatsappInbound(fields: Readonly<Record<string, string>>): RawRequest {
  return inbound({
    From: `whatsapp:${ROSA}`,
    To: WHATSAPP_FROM,
    ProfileName: 'Rosa Field',
    WaId: '447700900123',
    ...fields,
  });
}

export function makeAdapters(more: Partial<Parameters<typeof createTwilioAdapters>[0]> = {}): TwilioAdapters {
  return createTwilioAdapters({
    accountSid: ACCOUNT_SID,
    authTokens: [AUTH_TOKEN],
    smsFrom: SMS_FROM,
    whatsappFrom: WHATSAPP_FROM.slice('whatsapp:'.length),
    publicUrl: PUBLIC_URL,
    ...more,
  });
}

/** The stand-in with the real SDK pointed at it; receipts are collected by whoever listens at `receiptsUrl`. */
export async function openTwilio(more: Partial<TwilioStandInDeps> = {}): Promise<{
  standIn: TwilioStandIn;
  adapters: TwilioAdapters;
  clock: ReturnType<typeof createMovableClock>;
}> {
  const clock = createMovableClock(MONDAY_UTC);
  const standIn = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    webhookUrl: 'http://127.0.0.1:9/#rc=0',
    clock,
    ...more,
  });
  await standIn.start();
  const adapters = makeAdapters({
    apiBaseUrl: standIn.url,
    publicUrl: 'http://127.0.0.1:9',
    templates: standIn.templates,
  });
  return { standIn, adapters, clock };
}

/** What Twilio would send for one rendered part, as the person sees it. */
export function visiblePart(part: unknown): VisiblePart {
  const { kind, body, url, shape, variables } = part as {
    kind: string;
    body?: string;
    url?: string;
    shape?: { kind: 'buttons'; count: number } | { kind: 'list'; details: boolean[] };
    variables?: Record<string, string>;
  };
  if (kind === 'media') return { text: body ?? '', buttons: [], links: [url ?? ''] };
  if (kind === 'text') return { text: body ?? '', buttons: [] };
  const cells = Object.values(variables ?? {});
  if (shape?.kind === 'buttons') {
    const buttons = Array.from({ length: shape.count }, (_, index) => ({
      label: cells[1 + index * 2] ?? '',
      token: cells[2 + index * 2] ?? null,
    }));
    return { text: cells[0] ?? '', buttons };
  }
  let next = 2;
  const buttons = (shape?.details ?? []).map((hasDetail) => {
    const [title = '', token = null, detail] = [cells[next], cells[next + 1], hasDetail ? cells[next + 2] : undefined];
    next += hasDetail ? 3 : 2;
    return { label: detail === undefined ? title : `${title}, ${detail}`, token };
  });
  return { text: cells[0] ?? '', buttons };
}
