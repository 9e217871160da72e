import { FRAMES_MAX } from '../state.js';
import type { Block, CompiledScript, DoBlock } from '../script/script.js';
import { unfitFallback } from '../script/check-fallback.js';
import type { Check, Found } from './check.js';
import { isQuestion, nextStops } from './follow.js';

export const paymentExitUnhandled: Check = {
  id: 'payment-exit-unhandled',
  severity: 'blocks',
  finds: 'After a payment link no question waits for the payment, so paying leads nowhere.',
  remedy: 'Lead exit "link" to a question with "awaits: payment".',
  run({ script }, found) {
    for (const block of [...acts(script, 'pay'), ...acts(script, 'checkOut')]) {
      const link = block.exits.get('link');
      const { stops } = link === undefined ? { stops: [] } : nextStops(script, link);
      const stray = stops.find((stop) => !(isQuestion(stop) && stop.awaitsPayment));
      if (stray)
        found(
          ['blocks', block.id, 'exits', 'link'],
          `after the link comes "${stray.id}", which does not wait for the payment`,
          'Lead it to a question with "awaits: payment" and its exits "booked" and "lapsed"',
        );
    }
  },
};

export const handOffWithoutNobody: Check = {
  id: 'hand-off-without-nobody',
  severity: 'blocks',
  finds: 'When nobody is there to take the chat, the person is told nothing.',
  remedy: 'Lead exit "nobody" to a block that says who reads it and when.',
  run({ script }, found) {
    for (const block of acts(script, 'handOff')) {
      const nobody = block.exits.get('nobody');
      if (nobody === undefined) continue;
      const { stops, between } = nextStops(script, nobody);
      const silent = !between.some(({ kind }) => kind === 'say') && stops.some((stop) => !isQuestion(stop));
      if (silent || nobody === block.exits.get('returned'))
        found(
          ['blocks', block.id, 'exits', 'nobody'],
          'nobody is there, and the person is not told',
          'Lead it to a block that says "{answeredBy} reads it at {readAt}"',
        );
    }
  },
};

export const httpWithoutFailure: Check = {
  id: 'http-without-failure',
  severity: 'blocks',
  finds: 'A call to a server outside goes on the same way whether it worked or not.',
  remedy: 'Lead exit "failed" to a block that works without the answer.',
  run: ({ script }, found) => sameWay(script, ['http'], 'done', ['failed'], found),
};

export const refusalIgnored: Check = {
  id: 'refusal-ignored',
  severity: 'blocks',
  finds: 'A refusal leads the same way as success, so the person believes what is not true.',
  remedy: 'Lead the exit to a block that says what happened and what can be done.',
  run({ script }, found) {
    const pairs: readonly (readonly [DoBlock['act'], string, readonly string[]])[] = [
      ['hold', 'held', ['taken', 'refused']],
      ['book', 'booked', ['taken', 'refused']],
      ['pay', 'link', ['taken', 'failed']],
      ['move', 'moved', ['taken', 'refused']],
      ['drop', 'dropped', ['refused']],
      ['sendCode', 'sent', ['refused']],
    ];
    for (const [act, good, bad] of pairs) sameWay(script, [act], good, bad, found);
  },
};

function sameWay(
  script: CompiledScript,
  kinds: readonly DoBlock['act'][],
  good: string,
  bad: readonly string[],
  found: Found,
): void {
  for (const block of kinds.flatMap((kind) => acts(script, kind))) {
    for (const exit of bad) {
      const to = block.exits.get(exit);
      if (to !== undefined && to === block.exits.get(good))
        found(
          ['blocks', block.id, 'exits', exit],
          `exit "${exit}" leads to "${script.blocks[to]!.id}", as exit "${good}" does`,
          'Lead it to a block that says what happened and offers a way on',
        );
    }
  }
}

function acts(script: CompiledScript, act: DoBlock['act']): DoBlock[] {
  return script.blocks.filter((block): block is DoBlock => block.kind === 'do' && block.act === act);
}

export const missingScript: Check = {
  id: 'missing-script',
  severity: 'blocks',
  finds: 'A script that is called is not there, or does not get what it needs.',
  remedy: 'Add the script, or hand in what it needs under "with:".',
  run({ script, scripts }, found) {
    for (const block of script.blocks) {
      if (block.kind !== 'call' && block.kind !== 'jump') continue;
      const called = scripts.get(block.script);
      const at = ['blocks', block.id, block.kind];
      if (!called) {
        found(at, `there is no script "${block.script}"`, 'Add it, or name another');
        continue;
      }
      const given = new Set(block.inputs.map(([name]) => name));
      for (const [name, { optional }] of called.inputs)
        if (!optional && !given.has(name)) found(at, `script "${called.id}" needs "${name}"`, 'Add it under "with:"');
      for (const name of given)
        if (!called.inputs.has(name))
          found([...at.slice(0, 2), 'with', name], `script "${called.id}" takes no "${name}"`, 'Remove it');
      if (block.kind === 'call')
        for (const { name, output } of block.take)
          if (!called.outputs.has(output))
            found([...at.slice(0, 2), 'take', name], `script "${called.id}" gives no "${output}"`, 'Correct the name');
    }
  },
};

export const fallbackUnfit: Check = {
  id: 'fallback-unfit',
  severity: 'blocks',
  finds: 'The script to fall back on is not there, needs other values, or leads back to this one.',
  remedy: 'Name a simpler script that takes the same inputs, gives the same outputs and names no way back.',
  run({ script, scripts }, found) {
    for (const { reason, fix } of unfitFallback(script, scripts)) found(['fallback'], reason, fix);
  },
};

export const scriptCycle: Check = {
  id: 'script-cycle',
  severity: 'blocks',
  finds: 'A script calls itself, by way of others or at once, so it would never return.',
  remedy: 'Use "jump:", or lead to a block of this script.',
  run({ script, scripts }, found) {
    for (const block of script.blocks) {
      if (block.kind !== 'call') continue;
      const seen = new Set([block.script]);
      for (const id of seen) for (const next of callsOf(scripts.get(id))) seen.add(next);
      if (seen.has(script.id))
        found(
          ['blocks', block.id, 'call'],
          `"${block.script}" leads back into "${script.id}"`,
          'Use "jump:", or lead to a block of this script',
        );
    }
  },
};

export const callsTooDeep: Check = {
  id: 'calls-too-deep',
  severity: 'blocks',
  finds: 'Scripts call each other so deep that the first ones would be forgotten.',
  remedy: 'Call fewer scripts inside each other.',
  run({ script, scripts }, found) {
    const depthOf = (id: string, above: ReadonlySet<string>): number => {
      if (above.has(id)) return 0;
      const below = new Set([...above, id]);
      return 1 + Math.max(0, ...[...new Set(callsOf(scripts.get(id)))].map((next) => depthOf(next, below)));
    };
    for (const block of script.blocks) {
      if (block.kind !== 'call') continue;
      const depth = 1 + depthOf(block.script, new Set([script.id]));
      // One place is kept for an interruption.
      if (depth > FRAMES_MAX - 1)
        found(
          ['blocks', block.id, 'call'],
          `${depth} scripts would be open inside each other; ${FRAMES_MAX - 1} can be`,
          'Use "jump:" where nothing comes back',
        );
    }
  },
};

function callsOf(script: CompiledScript | undefined): string[] {
  return (script?.blocks ?? []).flatMap((block: Block) => (block.kind === 'call' ? [block.script] : []));
}

export const noWayToPerson: Check = {
  id: 'no-way-to-person',
  severity: 'reason',
  finds: 'No question of the script shows the way to a person.',
  remedy: 'Add "ways: [person]" where people may be stuck.',
  run({ script }, found) {
    const questions = script.blocks.filter(isQuestion).filter(({ awaitsPayment }) => !awaitsPayment);
    const shown = script.blocks.some(
      (block) =>
        (isQuestion(block) && block.ways.includes('person')) ||
        (block.kind === 'do' && (block.act === 'handOff' || block.act === 'note')),
    );
    if (questions.length > 1 && !shown)
      found(
        ['blocks', questions[0]!.id],
        'none of the questions shows the way to a person',
        'Add "ways: [person]" where people may be stuck',
      );
  },
};
