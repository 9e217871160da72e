import { createHmac } from 'node:crypto';

/**
 * Twilio's request signature, from its published rule and not from its SDK, so that the two check each other:
 * HMAC-SHA1 by the auth token over the full URL (without its fragment) followed by each form field, names sorted, name
 * and value joined without separators; base64.
 */
export function signTwilioRequest(authToken: string, url: string, fields: Readonly<Record<string, string>>): string {
  const [address] = url.split('#');
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + (fields[name] ?? ''), address ?? url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
