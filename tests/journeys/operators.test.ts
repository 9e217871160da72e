import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { createSlackOperator } from '../../adapters/slack/index.js';
import { createOperatorRoutes } from '../../src/operations/index.js';
import { systemClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { createSlackStandIn, type SlackMessage } from '../../src/simulator/stand-ins/slack.js';
import { openHouse, type House } from './house.js';

const ASHA = { id: 'U1', name: 'Asha' };
const BEN = { id: 'U2', name: 'Ben' };

let house: House;
beforeAll(async () => {
  // Slack is made to fail here, and what the house then logs is right.
  house = await openHouse('2026-11-23T08:00', { logLevel: 'fatal' });
});
afterAll(() => house.stop());

async function bookByText(name: string): Promise<ReturnType<House['person']>> {
  const person = house.person('sms');
  for (const text of ['hi', '1', '1', '1', name, '1']) await person.says(text);
  await person.heard();
  return person;
}

const slack = () => house.app.standIns!.slack!;
const textOf = (message: SlackMessage | undefined): string => JSON.stringify(message?.blocks);
const cardOf = (name: string): SlackMessage => slack().messages.find((message) => textOf(message).includes(name))!;
const buttonsOf = (message: SlackMessage): string[] =>
  message.blocks.flatMap(({ elements }) => (elements ?? []).flatMap(({ action_id: id }) => (id ? [id] : [])));
const press = async (who: { id: string; name: string }, card: SlackMessage, act: string): Promise<void> => {
  await slack().device.click(
    who,
    card.ts,
    buttonsOf(card).find((id) => id.endsWith(act))!,
  );
  await slack().settled();
  await house.settle();
};

describe('an operator in Slack', () => {
  it('gets one card a job with the acts that are possible now, and the customer hears of each [QU-11] [BK-06] [BK-03]', async () => {
    const person = await bookByText('Rosa Field');
    const card = cardOf('Rosa Field');
    expect(textOf(card)).toContain('new');
    expect(buttonsOf(card).map((id) => id.split(':')[1])).toEqual(['accept', 'reject']);
    await press(ASHA, card, 'accept');
    expect((await person.heard()).join('\n')).toContain('Booked: BK-');
    expect(buttonsOf(cardOf('Rosa Field')).map((id) => id.split(':')[1])).toEqual(['start', 'noShow']);
    expect(textOf(cardOf('Rosa Field'))).toContain('Accepted by Asha');
    await house.pass(3_600_000);
    await press(BEN, cardOf('Rosa Field'), 'start');
    expect((await person.heard()).join('\n')).toContain('has begun');
    await press(BEN, cardOf('Rosa Field'), 'done');
    expect((await person.heard()).join('\n')).toContain('is done');
    expect(slack().messages.filter((message) => textOf(message).includes('Rosa Field'))).toHaveLength(1);
  });

  it('sees that somebody was first when two press at once, and the customer hears one answer [QU-11]', async () => {
    const person = await bookByText('Maria Lane');
    const card = cardOf('Maria Lane');
    const before = slack().whispers.length;
    const acts = buttonsOf(card);
    await Promise.all([
      slack().device.click(
        ASHA,
        card.ts,
        acts.find((id) => id.endsWith('accept'))!,
      ),
      slack().device.click(
        BEN,
        card.ts,
        acts.find((id) => id.endsWith('reject'))!,
      ),
    ]);
    await slack().settled();
    await house.settle();
    const heard = (await person.heard()).join('\n');
    expect([/Booked: BK-/.test(heard), /cannot take/.test(heard)].filter(Boolean)).toHaveLength(1);
    const remarks = slack()
      .whispers.slice(before)
      .map(({ text }) => text);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/(Asha|Ben) was first/);
  });

  it('finds every click in the books: who, what, when and what came of it', async () => {
    const rows = await house.app.house.mongo.db.collection('operator_acts').find().sort({ clickedAtUtc: 1 }).toArray();
    expect(rows.map(({ act, state }) => [act.operator.name, act.act, state]).slice(0, 3)).toEqual([
      ['Asha', 'accept', 'done'],
      ['Ben', 'start', 'done'],
      ['Ben', 'done', 'done'],
    ]);
    expect(rows.filter(({ state }) => state === 'refused')).toHaveLength(1);
  });

  it('sees one card again after Slack was away, with the state of now', async () => {
    slack().faults.failBeforeEffect = 2;
    const person = await bookByText('Sam Hill');
    expect(cardOf('Sam Hill')).toBeUndefined();
    await house.pass(120_000);
    await house.pass(120_000);
    expect(textOf(cardOf('Sam Hill'))).toContain('Waiting for an answer');
    await press(ASHA, cardOf('Sam Hill'), 'accept');
    expect((await person.heard()).join('\n')).toContain('Booked: BK-');
  });
});

describe('the acknowledgement of a click', () => {
  it('is there within three seconds although the database does not answer at all [QU-13]', async () => {
    const app = express();
    const server = app.listen(0);
    const { port } = server.address() as AddressInfo;
    const signingSecret = 'signing-secret';
    const standIn = createSlackStandIn({
      botToken: 'xoxb-x',
      signingSecret,
      webhookUrl: `http://127.0.0.1:${port}/webhooks/slack`,
      clock: systemClock,
    });
    await standIn.start();
    const log = createLog('silent');
    const operators = await createSlackOperator({
      botToken: 'xoxb-x',
      signingSecret,
      operationsChannel: 'C1',
      apiUrl: `${standIn.url}/api/`,
      clock: systemClock,
      log,
    });
    const never = new Promise<void>(() => undefined);
    const taken: string[] = [];
    const take = ({ actId }: { actId: string }): Promise<void> => {
      taken.push(actId);
      return never;
    };
    app.use(
      createOperatorRoutes({
        path: '/webhooks/slack',
        operators,
        take,
        log,
        metrics: createMetrics(),
        ackPatienceMs: 50,
      }),
    );
    const card = {
      bookingId: 'b1',
      version: 1,
      title: 'T',
      facts: ['f'],
      status: { label: 'Waiting', tone: 'waiting' as const },
      acts: [{ act: 'accept' as const, label: 'Accept' }],
      lastLine: 'x',
      updatedAtUtc: 0,
    };
    await operators.postCard(card, 'k');
    const [message] = standIn.messages;
    const answer = await standIn.device.click(ASHA, message!.ts, buttonsOf(message!)[0]!);
    expect(answer.status).toBe(200);
    expect(taken).toHaveLength(1);
    await standIn.stop();
    server.close();
  });
});
