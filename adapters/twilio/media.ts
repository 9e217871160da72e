import type { ChannelAdapter, FetchedFile } from '../../src/messaging/channel.js';
import { readResponseUpTo } from '../../src/platform/read-up-to.js';

export interface TwilioMediaDeps {
  readonly accountSid: string;
  readonly authToken: string;
  /** Replaces Twilio's own address, for tests and the phones page. */
  readonly apiBaseUrl?: string;
  readonly timeoutMs: number;
}

const API = 'https://api.twilio.com';
/** Where Twilio keeps the bytes: a media address answers with a redirect there, signed, good for hours. */
const KEPT_AT = /^(?:[a-z0-9-]+\.)*(?:twiliocdn\.com|twilio\.com|amazonaws\.com)$/;
const REDIRECTS_MAX = 3;

/**
 * Fetches a picture or a file somebody sent. The account's password goes to Twilio's own address alone: a media address
 * that leads anywhere else is not followed, and the redirect to where the bytes lie goes without it.
 */
export function createFetchFile(deps: TwilioMediaDeps): NonNullable<ChannelAdapter['fetchFile']> {
  const base = new URL(deps.apiBaseUrl ?? API);
  const authorization = `Basic ${Buffer.from(`${deps.accountSid}:${deps.authToken}`).toString('base64')}`;
  const ours = `/2010-04-01/Accounts/${deps.accountSid}/Messages/`;

  return async (ref, limitBytes) => {
    const asked = URL.canParse(ref) ? new URL(ref) : null;
    if (!asked || (asked.origin !== API && asked.origin !== base.origin) || !asked.pathname.startsWith(ours))
      return { kind: 'gone' };
    try {
      return await fetchFrom(new URL(asked.pathname, base), limitBytes);
    } catch {
      return { kind: 'retry', reason: 'Twilio did not hand out the file' };
    }
  };

  async function fetchFrom(first: URL, limitBytes: number): Promise<FetchedFile> {
    const signal = AbortSignal.timeout(deps.timeoutMs);
    let url = first;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const isTwilio = url.origin === base.origin;
      if (!isTwilio && (url.protocol !== 'https:' || !KEPT_AT.test(url.hostname))) return { kind: 'gone' };
      const response = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: isTwilio ? { Authorization: authorization } : {},
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        url = new URL(location, url);
        continue;
      }
      return fetched(response, limitBytes);
    }
    return { kind: 'gone' };
  }
}

async function fetched(response: Response, limitBytes: number): Promise<FetchedFile> {
  if (response.status === 404 || response.status === 410 || response.status === 403) {
    await response.body?.cancel();
    return { kind: 'gone' };
  }
  if (!response.ok) {
    await response.body?.cancel();
    return { kind: 'retry', reason: `Twilio answered ${response.status}` };
  }
  const content = await readResponseUpTo(response, limitBytes);
  return content ? { kind: 'fetched', content } : { kind: 'tooBig' };
}
