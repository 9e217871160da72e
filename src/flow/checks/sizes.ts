import { isTooManyTexts, outsideGsm, smsWeight } from '../../messaging/gsm.js';
import { WAY_OUT_DIGITS } from '../script/kinds.js';
import type { Check, Checked } from './check.js';
import { compileForChannels, type CompiledMessage } from './compile-for-channels.js';
import { isQuestion } from './follow.js';
import { LANGUAGE_WORDS } from './language-words.js';

const PARTS_MAX = 2;
const LIST_ROWS_MAX = 10;

/** Several checks read the same messages; printing them is what takes time. */
const printed = new WeakMap<Checked, CompiledMessage[]>();

function messagesIn(checked: Checked): CompiledMessage[] {
  const known = printed.get(checked);
  if (known) return known;
  const { script, phrases, context } = checked;
  const { renderers = {}, longest } = context;
  const messages = compileForChannels({ script, phrases, renderers, ...(longest ? { longest } : {}) });
  printed.set(checked, messages);
  return messages;
}

export const smsOverTwoParts: Check = {
  id: 'sms-over-two-parts',
  severity: 'blocks',
  finds: `A text needs more than ${PARTS_MAX} SMS parts at its longest values.`,
  remedy: 'Cut it, offer fewer choices, or give SMS a shorter variant.',
  run(checked, found) {
    for (const { channel, language, path, message, rendered } of messagesIn(checked)) {
      if (channel !== 'sms') continue;
      const { texts, parts } = smsWeight(rendered.plainText, language);
      if (isTooManyTexts(texts, message.choices?.length ?? 0))
        found(
          [...path, language],
          `${texts} SMS texts (${rendered.plainText.length} characters with its choices) at the longest values`,
          'Cut it, offer fewer choices, or give SMS a shorter variant: "when: channel == \'sms\'"',
          { language, channel },
        );
      if (parts > PARTS_MAX)
        found(
          [...path, language],
          `${parts} SMS parts (${rendered.plainText.length} characters with its choices) at the longest values`,
          `Cut it to ${PARTS_MAX}, or give SMS a shorter variant: "when: channel == 'sms'"`,
          { language, channel },
        );
    }
  },
};

export const nonGsmCharacter: Check = {
  id: 'non-gsm-character',
  severity: 'reason',
  finds: 'A mark that plain SMS cannot carry makes every part hold 70 characters instead of 160.',
  remedy: 'Use a plain mark, or give SMS a variant without it.',
  run(checked, found) {
    for (const { channel, language, path, rendered } of messagesIn(checked)) {
      const own = LANGUAGE_WORDS[language];
      if (channel !== 'sms' || own?.latin === false) continue;
      const costly = outsideGsm(rendered.plainText).filter((one) => !own?.ownLetters.includes(one));
      if (costly.length > 0)
        found(
          [...path, language],
          `${costly.map((one) => `"${one}"`).join(', ')} makes the text cost double`,
          'Use a plain mark, or give SMS a variant without it',
          { language, channel },
        );
    }
  },
};

export const labelOverLimit: Check = {
  id: 'label-over-limit',
  severity: 'reason',
  finds: 'A label is too long for the buttons or lists of a channel, which falls back to numbered text.',
  remedy: 'Shorten the label.',
  run({ script, context: { renderers = {} } }, found) {
    for (const block of script.blocks.filter(isQuestion)) {
      for (const { id, label } of block.options) {
        for (const { byLanguage } of label.variants) {
          for (const [language, [only, ...rest]] of byLanguage) {
            if (typeof only !== 'string' || rest.length > 0) continue;
            for (const channel of ['whatsapp', 'telegram', 'webchat'] as const) {
              const limits = renderers[channel]?.limits;
              const most = Math.max(limits?.listLabelChars ?? 0, limits?.buttonLabelChars ?? 0);
              if (most > 0 && only.length > most)
                found(
                  ['blocks', block.id, 'options', id, 'label', language],
                  `the label has ${only.length} characters, and a button holds ${most}`,
                  'Shorten it',
                  { language, channel },
                );
            }
          }
        }
      }
    }
  },
};

export const listOverTen: Check = {
  id: 'list-over-ten',
  severity: 'reason',
  finds: `More than ${LIST_ROWS_MAX} choices: no list shows them at once, and nobody reads them.`,
  remedy: 'Ask a question before it that makes the list short.',
  run({ script }, found) {
    for (const block of script.blocks.filter(isQuestion))
      if (block.options.length > LIST_ROWS_MAX)
        found(
          ['blocks', block.id, 'options'],
          `${block.options.length} choices`,
          'Ask a question before it that makes the list short',
          { channel: 'whatsapp' },
        );
  },
};

export const pagesOnChannel: Check = {
  id: 'pages-on-channel',
  severity: 'reason',
  finds: 'A text is longer than one message of a channel holds, so it comes in several.',
  remedy: 'Cut it.',
  run(checked, found) {
    for (const { channel, language, path, rendered } of messagesIn(checked))
      if (channel !== 'sms' && rendered.reshaped.some((one) => one.startsWith('pages:')))
        found([...path, language], 'it comes in several messages', 'Cut it', { language, channel });
  },
};

export const digitNotOffered: Check = {
  id: 'digit-not-offered',
  severity: 'blocks',
  finds: 'A text promises a digit that is not offered where it is said.',
  remedy: 'Name a digit that is offered, or add the choice.',
  run(checked, found) {
    const { script, phrases, context } = checked;
    const always: string[] = [WAY_OUT_DIGITS.back, WAY_OUT_DIGITS.person, WAY_OUT_DIGITS.menu];
    const plain = {
      sms: { limits: NO_LIMITS, render: () => ({ parts: [], plainText: '', shape: 'text' as const, reshaped: [] }) },
    };
    const { longest } = context;
    for (const { message, path, language } of compileForChannels({
      script,
      phrases,
      renderers: plain,
      ...(longest ? { longest } : {}),
    })) {
      const offered = new Set([
        ...always,
        ...[...(message.choices ?? []), ...(message.waysOut ?? [])].map(({ digit }) => digit),
      ]);
      for (const [, one, other] of message.text.matchAll(LANGUAGE_WORDS[language]?.promises ?? /$^/g)) {
        const digit = one ?? other ?? '';
        if (!offered.has(digit))
          found(
            [...path, language],
            `it promises ${digit}, which is not offered here`,
            'Name a digit that is offered',
            {
              language,
              channel: 'sms',
            },
          );
      }
    }
  },
};
const NO_LIMITS = { textChars: 0, buttons: 0, buttonLabelChars: 0, listRows: 0, listLabelChars: 0, files: false };
