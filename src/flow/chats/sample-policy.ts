import { formatDay, formatMoney } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { CallInput, ExtraView, TokensView } from '../protocol.js';
import type { SampleShop } from './sample-shops.js';

const GRANT = 2;
type Asked = CallInput<'change.request'>;

export type SamplePolicy = ReturnType<typeof createSamplePolicy>;

/** The purse of the one customer of the sample house, what they asked its people for, and what its people found to do. */
export function createSamplePolicy({ facts }: SampleShop, language: () => string) {
  let left = GRANT;
  let asked: Asked | null = null;
  let extra: (ExtraView & { readonly amountMinor: number }) | null = null;

  return {
    tokens(nowUtc: Instant): TokensView {
      const now = new Date(nowUtc);
      const firstOfNext = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 12);
      const resets = formatDay(firstOfNext, facts.zone, language());
      return { left, after: Math.max(0, left - 1), grant: GRANT, resets, contact: null };
    },
    isEmpty: () => left === 0,
    /** @returns whether there was one to take. */
    spend(): boolean {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
    giveBack: () => void (left = Math.min(GRANT, left + 1)),

    ask(input: Asked): 'asked' | 'waiting' {
      if (asked) return 'waiting';
      asked = input;
      return 'asked';
    },
    /** What the pressed button answers; null when it is another button or nobody asks. */
    answered(label: string): { readonly asked: Asked; readonly isAllowed: boolean } | null {
      if (!asked || !['Allow the change', 'Refuse the change'].includes(label)) return null;
      const answer = { asked, isAllowed: label === 'Allow the change' };
      asked = null;
      return answer;
    },

    /** An operator writes into the thread of the job card. @returns whether it is about extra work. */
    writes(text: string): boolean {
      const [, amount, words] = /^extra (\d+) (.+)$/.exec(text) ?? [];
      if (amount === undefined || words === undefined) return false;
      const amountMinor = Number(amount) * 100;
      extra = { words, amountMinor, priceText: formatMoney({ amountMinor, currency: facts.currency }, language()) };
      return true;
    },
    extra: () => extra,
    /** The customer's word. @returns what it adds to the price. */
    settle(isApproved: boolean): number | null {
      const added = extra && (isApproved ? extra.amountMinor : 0);
      extra = null;
      return added;
    },
  };
}
