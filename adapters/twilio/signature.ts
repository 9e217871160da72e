import twilio from 'twilio';
import type { RawRequest } from '../../src/messaging/channel.js';

/** The decoded form. A key given twice has a list, as Twilio's own signing rule wants it. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

export type SignatureCheck = (signature: string, url: string, form: Form) => boolean;

export type Opened =
  | { readonly kind: 'genuine'; readonly form: Form }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403; readonly reason: string };

/** Far above any genuine message; keeps the work a forger can cause small. */
const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * @param authTokens the current token first; an earlier one is still accepted while it is being rotated.
 * The comparison is the SDK's own: constant time, with and without the standard port.
 */
export function createSignatureCheck(authTokens: readonly string[]): SignatureCheck {
  if (authTokens.length === 0)
    throw new Error('Twilio needs at least one auth token: without it nothing can be verified');
  return (signature, url, form) =>
    authTokens.some((token) => twilio.validateRequest(token, signature, url, form as Record<string, unknown>));
}

/**
 * Verifies one request (SEC-14). Twilio signs the URL it was told followed by the decoded form fields, so decoding the
 * form is part of the check; nothing is read out of it before the check holds.
 * @param publicUrl what Twilio was told; the Host header is never trusted.
 */
export function openSigned(request: RawRequest, publicUrl: string, isGenuine: SignatureCheck): Opened {
  if (request.method !== 'POST' || !request.path.startsWith('/')) return refused(400, 'not a webhook request');
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined || signature === '') return refused(401, 'no signature');
  if (typeof signature !== 'string') return refused(400, 'signature given more than once');
  if (!isForm(request.headers['content-type'])) return refused(400, 'not a form');
  if (request.body.byteLength > BODY_LIMIT_BYTES) return refused(400, 'body too large');
  const form = decodeForm(request.body);
  return isGenuine(signature, publicUrl.replace(/\/+$/, '') + request.path, form)
    ? { kind: 'genuine', form }
    : refused(403, 'wrong signature');
}

function refused(status: 400 | 401 | 403, reason: string): Opened {
  return { kind: 'refused', status, reason };
}

function isForm(contentType: string | readonly string[] | undefined): boolean {
  return typeof contentType === 'string' && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType);
}

/** No prototype: a field named `__proto__` is a field like any other. */
function decodeForm(body: Uint8Array): Form {
  const form = Object.create(null) as Record<string, string | string[]>; // Object.create is typed any
  for (const [key, value] of new URLSearchParams(Buffer.from(body).toString('utf8'))) {
    const earlier = form[key];
    if (earlier === undefined) form[key] = value;
    else if (typeof earlier === 'string') form[key] = [earlier, value];
    else earlier.push(value);
  }
  return form;
}
