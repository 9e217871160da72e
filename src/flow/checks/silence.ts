import type { CompiledScript, WaitBlock } from '../script/script.js';
import type { Check, TemplateState } from './check.js';
import { isQuestion, nextStops } from './follow.js';

const HOUR_MIN = 60;
/** WhatsApp lets us write freely for 24 hours after the last word; four are kept for what is on its way. */
const WINDOW_MIN = 20 * HOUR_MIN;
const TRIES_SENSIBLE = 5;

export const questionWithoutSilence: Check = {
  id: 'question-without-silence-policy',
  severity: 'reason',
  finds: 'A question waits for ever: nobody is reminded of it, and it is never parked.',
  remedy: 'Remove "silence: never", or say how long to wait.',
  run({ script }, found) {
    for (const block of script.blocks)
      if (isQuestion(block) && block.silence === 'never' && !block.idle && !block.awaitsPayment)
        found(
          ['blocks', block.id, 'silence'],
          'nobody is ever reminded of this question',
          'Remove "silence: never", or give "nudge:" and "park:"',
        );
  },
};

export const tooManyTries: Check = {
  id: 'too-many-tries',
  severity: 'reason',
  finds: 'A question is put again so often that it wears people out.',
  remedy: `Let it give up after ${TRIES_SENSIBLE} tries at most.`,
  run({ script }, found) {
    for (const block of script.blocks)
      if (isQuestion(block) && block.tries > TRIES_SENSIBLE)
        found(['blocks', block.id, 'tries'], `it is asked up to ${block.tries} times`, 'Lower "tries:"');
  },
};

/** How long a `wait` may last at most, as far as the script says it. */
function longestMin({ until }: WaitBlock): number {
  if ('forMin' in until) return until.forMin;
  if ('callbackAt' in until) return until.lastsMin;
  // Until a time of day is a day at most; until an instant, or for minutes that come from a value, may be any time.
  return 'clock' in until ? 24 * HOUR_MIN : Number.POSITIVE_INFINITY;
}

/** The first blocks that speak after a wait. */
function speakersAfter(script: CompiledScript, { then, called }: WaitBlock): string[] {
  const first = (from: number): string[] => {
    const { stops, between } = nextStops(script, from);
    const speaking = between.filter((block) => block.kind === 'say');
    const asked = stops.filter(isQuestion);
    return [...speaking.slice(0, 1), ...(speaking.length === 0 ? asked : [])].map(({ id }) => id);
  };
  return [...new Set([then, ...(called ? [called.to] : [])].flatMap(first))];
}

export const waitWithoutTemplate: Check = {
  id: 'wait-without-template',
  severity: 'blocks',
  finds: 'After a wait of more than 20 hours WhatsApp takes only approved templates, and there is none.',
  remedy: 'Have a template approved for the block that speaks next, or wait less.',
  run({ script, context: { templates } }, found) {
    if (!templates) return;
    for (const { wait, speaker } of longWaits(script))
      if (!templates.some((one) => isFor(one, script, speaker)))
        found(
          ['blocks', wait.id, 'wait'],
          `"${speaker}" speaks after more than 20 hours, and no template says the same`,
          'Have one approved, or wait less',
          { channel: 'whatsapp' },
        );
  },
};

export const templateNotApproved: Check = {
  id: 'template-not-approved',
  severity: 'blocks',
  finds: 'A template that is needed is not approved, or is missing in a language of the script.',
  remedy: 'Wait for its approval, or hand it in for the missing language.',
  run({ script, context: { templates } }, found) {
    if (!templates) return;
    for (const { wait, speaker } of longWaits(script)) {
      const ours = templates.filter((one) => isFor(one, script, speaker));
      for (const language of ours.length > 0 ? script.languages : []) {
        const one = ours.find((template) => template.language === language);
        if (one?.status !== 'approved')
          found(
            ['blocks', wait.id, 'wait'],
            `the template of "${speaker}" is ${one ? one.status : 'missing'}`,
            one ? 'Wait for its approval, or publish without this wait' : 'Hand it in for this language',
            { channel: 'whatsapp', language },
          );
      }
    }
  },
};

function longWaits(script: CompiledScript): { wait: WaitBlock; speaker: string }[] {
  return script.blocks.flatMap((block) =>
    block.kind === 'wait' && longestMin(block) > WINDOW_MIN
      ? speakersAfter(script, block).map((speaker) => ({ wait: block, speaker }))
      : [],
  );
}

function isFor(template: TemplateState, script: CompiledScript, block: string): boolean {
  return template.script === script.id && template.block === block;
}

const QUIET_FROM = '21:00';
const QUIET_UNTIL = '08:00';

export const quietHoursRisk: Check = {
  id: 'quiet-hours-risk',
  severity: 'reason',
  finds: 'A wait ends when people sleep.',
  remedy: `Wait until a time between ${QUIET_UNTIL} and ${QUIET_FROM}.`,
  run({ script }, found) {
    for (const block of script.blocks) {
      if (block.kind !== 'wait') continue;
      const { until } = block;
      const atNight = 'clock' in until && (until.clock >= QUIET_FROM || until.clock < QUIET_UNTIL);
      // Begun in the day and this long, it ends in the night.
      const overNight = 'forMin' in until && until.forMin >= 6 * HOUR_MIN && until.forMin <= 14 * HOUR_MIN;
      if ((atNight || overNight) && speakersAfter(script, block).length > 0)
        found(
          ['blocks', block.id, 'wait'],
          'it may end in the night, and then it speaks',
          `Wait until a time between ${QUIET_UNTIL} and ${QUIET_FROM}`,
        );
    }
  },
};
