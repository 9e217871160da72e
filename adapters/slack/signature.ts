import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from '../../src/messaging/channel.js';
import type { Clock } from '../../src/platform/clock.js';

export type SignatureCheck = (request: RawRequest) => { readonly isGenuine: true } | Refusal;

interface Refusal {
  readonly isGenuine: false;
  readonly status: 400 | 401;
  readonly reason: string;
}

const TOLERANCE_S = 5 * 60;

/**
 * Slack's signature over the raw bytes (SEC-14). Not Bolt's own check: it lets time stamps of the future pass, reads the
 * time stamp as a number however it is spelt, and ignores what follows a second `=` in the signature.
 */
export function createSignatureCheck({
  signingSecret,
  clock,
}: {
  signingSecret: string;
  clock: Clock;
}): SignatureCheck {
  if (signingSecret === '') throw new Error('Slack needs a signing secret: without it nothing can be verified');
  return ({ headers, body }) => {
    const signature = headers['x-slack-signature'];
    const timestamp = headers['x-slack-request-timestamp'];
    if (signature === undefined || timestamp === undefined) return refused(401, 'no signature');
    if (typeof signature !== 'string' || typeof timestamp !== 'string')
      return refused(400, 'signature given more than once');
    if (!/^\d{10}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return refused(401, 'malformed signature');
    const ageS = Math.abs(Math.floor(clock.nowUtc() / 1000) - Number(timestamp));
    if (ageS > TOLERANCE_S) return refused(401, 'time stamp too far away');
    const wanted = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
    return timingSafeEqual(Buffer.from(signature.slice(3), 'hex'), wanted)
      ? { isGenuine: true }
      : refused(401, 'wrong signature');
  };
}

function refused(status: 400 | 401, reason: string): Refusal {
  return { isGenuine: false, status, reason };
}
