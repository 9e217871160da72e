import type { FetchedFile } from '../../src/messaging/channel.js';
import { readResponseUpTo } from '../../src/platform/read-up-to.js';

export interface SlackFilesDeps {
  readonly botToken: string;
  /** Where Slack's Web API is, when it is not Slack's own. */
  readonly apiUrl?: string;
  readonly timeoutMs: number;
}

const KEPT_AT = 'https://files.slack.com';

/**
 * Fetches a file somebody added to a thread. The bot's token goes to Slack's own file server alone: an address that leads
 * anywhere else is not asked, and a redirect, Slack's way of asking for a login, is not followed.
 */
export function createFetchFile(deps: SlackFilesDeps): (ref: string, limitBytes: number) => Promise<FetchedFile> {
  const origins = [KEPT_AT, ...(deps.apiUrl === undefined ? [] : [new URL(deps.apiUrl).origin])];
  return async (ref, limitBytes) => {
    if (!URL.canParse(ref) || !origins.includes(new URL(ref).origin)) return { kind: 'gone' };
    try {
      const response = await fetch(ref, {
        redirect: 'manual',
        signal: AbortSignal.timeout(deps.timeoutMs),
        headers: { Authorization: `Bearer ${deps.botToken}` },
      });
      if (response.status !== 200) {
        await response.body?.cancel();
        if (response.status === 429 || response.status >= 500)
          return { kind: 'retry', reason: `Slack answered ${response.status}` };
        return { kind: 'gone' };
      }
      const content = await readResponseUpTo(response, limitBytes);
      return content ? { kind: 'fetched', content } : { kind: 'tooBig' };
    } catch {
      return { kind: 'retry', reason: 'Slack did not hand out the file' };
    }
  };
}
