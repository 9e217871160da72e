import { GrammyError, type Api } from 'grammy';
import type { ChannelAdapter } from '../../src/messaging/channel.js';
import { readResponseUpTo } from '../../src/platform/read-up-to.js';

export interface TelegramFilesDeps {
  readonly api: Api;
  readonly token: string;
  readonly apiRoot?: string;
  readonly timeoutMs: number;
}

/** The same as grammY's own constant; bots may fetch no more than 20 MB in any case. */
const API_ROOT = 'https://api.telegram.org';

/** Fetches a file by its id. The address holds the bot's token, so it is made here and never leaves. */
export function createFetchFile(deps: TelegramFilesDeps): NonNullable<ChannelAdapter['fetchFile']> {
  return async (fileId, limitBytes) => {
    try {
      const file = await deps.api.getFile(fileId);
      if (file.file_path === undefined) return { kind: 'gone' };
      if ((file.file_size ?? 0) > limitBytes) return { kind: 'tooBig' };
      const url = `${deps.apiRoot ?? API_ROOT}/file/bot${deps.token}/${file.file_path}`;
      const response = await fetch(url, { signal: AbortSignal.timeout(deps.timeoutMs) });
      if (!response.ok) {
        await response.body?.cancel();
        return response.status === 404
          ? { kind: 'gone' }
          : { kind: 'retry', reason: `Telegram answered ${response.status}` };
      }
      const content = await readResponseUpTo(response, limitBytes);
      if (!content) return { kind: 'tooBig' };
      const name = file.file_path.split('/').at(-1);
      return { kind: 'fetched', content, ...(name ? { name } : {}) };
    } catch (error) {
      if (error instanceof GrammyError && error.error_code === 400)
        return /too big/i.test(error.description) ? { kind: 'tooBig' } : { kind: 'gone' };
      return { kind: 'retry', reason: 'Telegram could not be reached' };
    }
  };
}
