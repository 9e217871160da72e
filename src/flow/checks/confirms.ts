import type { AskBlock, CompiledScript } from '../script/script.js';
import type { Check, Found } from './check.js';
import { isQuestion, nextStops } from './follow.js';
import { pathsIn, writtenIn } from './texts.js';

const SEALING = ['book', 'pay', 'move', 'drop'];

/** What a confirmation agrees to, if it is one of these. */
function sealed(script: CompiledScript, block: AskBlock): Set<string> {
  const targets = block.options.slice(0, 1).flatMap(({ goto }) => (goto === null ? [] : [goto]));
  const acts = targets.flatMap((to) => [...nextStops(script, to).between]);
  return new Set(acts.flatMap((one) => (one.kind === 'do' && SEALING.includes(one.act) ? [one.act] : [])));
}

export const confirmWithoutWhen: Check = {
  id: 'confirm-without-when',
  severity: 'blocks',
  finds: 'Something is agreed to without its weekday and date being read back.',
  remedy: 'Show {slot.when} or {booking.when} in every variant of the question.',
  run: ({ script }, found) =>
    confirmsLack(
      script,
      /^(?:slot|booking|moment)\.when$/,
      SEALING,
      found,
      'the day and hour are not read back',
      'Show {slot.when}',
    ),
};

export const confirmWithoutPrice: Check = {
  id: 'confirm-without-price',
  severity: 'reason',
  finds: 'Something is booked or paid without its price being read back.',
  remedy: 'Show {slot.priceText} or {service.priceText} in every variant of the question.',
  run: ({ script }, found) =>
    confirmsLack(
      script,
      /(?:priceText|amountText)$/,
      ['book', 'pay'],
      found,
      'the price is not read back',
      'Show {slot.priceText}',
    ),
};

function confirmsLack(
  script: CompiledScript,
  shown: RegExp,
  acts: readonly string[],
  found: Found,
  reason: string,
  fix: string,
): void {
  for (const block of script.blocks) {
    if (!isQuestion(block) || block.ask !== 'confirm') continue;
    const agreed = sealed(script, block);
    if (!acts.some((act) => agreed.has(act))) continue;
    for (const { path, template, language } of writtenIn(script, block))
      if (path[2] === 'say' && !pathsIn(template).some((one) => shown.test(one)))
        found(path, reason, fix, { language });
  }
}
