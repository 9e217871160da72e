import { formatClock } from '../messaging/format.js';
import type { CallHandlers, OutcomeOf } from '../flow/protocol.js';
import type { Codes } from './codes.service.js';
import { codeText } from './codes.text.js';

/** How a code reaches its address. `unreachable`: it did not leave, or will never arrive. */
export interface CodeWays {
  sms(to: string, text: string, key: string, language: string): Promise<'sent' | 'unreachable'>;
  mail(to: string, subject: string, text: string, key: string): Promise<'sent' | 'unreachable'>;
}

export interface CodeBlocksDeps {
  readonly codes: Codes;
  readonly ways: CodeWays;
  readonly findShop: (shopId: string) => Promise<{ readonly name: string; readonly zone: string }>;
}

const PHONE = /^\+\d{7,15}$/;
const EMAIL = /^[^\s@<>()",;:\\]{1,64}@[^\s@<>()",;:\\]{1,190}\.[^\s@<>()",;:\\]{2,}$/;

/** `code.send` and `code.check`. */
export function createCodeBlocks({ codes, ways, findShop }: CodeBlocksDeps): CallHandlers<'code.send' | 'code.check'> {
  return {
    async 'code.send'({ to, address }, context): Promise<OutcomeOf<'code.send'>> {
      const { key, conversationId, shopId, language, nowUtc } = context;
      const target = normal(address);
      const refused = (reason: 'tooMany' | 'unreachable'): OutcomeOf<'code.send'> => ({
        call: 'code.send',
        exit: 'refused',
        data: { reason },
      });
      if (!(to === 'phone' ? PHONE : EMAIL).test(target)) return refused('unreachable');
      const begun = await codes.begin({ key, conversationId, address: target, nowUtc });
      if (!begun) return refused('tooMany');
      const { row, code } = begun;
      const shop = await findShop(shopId);
      const until = formatClock(row.untilUtc, shop.zone, language);
      if (row.state === 'failed') return refused('unreachable');
      if (row.state === 'new') {
        const { subject, text } = codeText({ code, shop: shop.name, until }, language);
        const way =
          to === 'phone' ? ways.sms(target, text, row._id, language) : ways.mail(target, subject, text, row._id);
        const outcome = await way;
        await codes.settle(row._id, outcome === 'sent' ? 'sent' : 'failed');
        if (outcome === 'unreachable') return refused('unreachable');
      }
      return { call: 'code.send', exit: 'sent', data: { sentTo: disguised(to, target), until } };
    },

    async 'code.check'({ address, code }, { key, conversationId, nowUtc }): Promise<OutcomeOf<'code.check'>> {
      const checked = await codes.check({ key, conversationId, address: normal(address), code, nowUtc });
      if (checked.kind === 'wrong')
        return { call: 'code.check', exit: 'wrong', data: { triesLeft: checked.triesLeft } };
      return { call: 'code.check', exit: checked.kind, data: {} };
    },
  };
}

function normal(address: string): string {
  const trimmed = address.trim();
  return trimmed.includes('@') ? trimmed.toLowerCase() : trimmed.replace(/[\s().-]/g, '');
}

/** Enough for its owner to know it by: "…123", "r…@example.com". */
function disguised(to: 'phone' | 'email', address: string): string {
  if (to === 'phone') return `…${address.slice(-3)}`;
  return `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;
}
