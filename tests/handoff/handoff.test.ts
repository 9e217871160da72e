import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHandOffStore } from '../../src/handoff/handoff.store.js';
import { ASHA, BEN, buttonOf, openDesk, ROSA, wordsOf, type Desk } from './support/desk.js';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const events = (): unknown[] => desk.told.map(({ event }) => event);

describe('a chat that is given to a person', () => {
  it('is one message in Slack whose thread carries the talk both ways', async () => {
    const outcome = await desk.start({ note: 'My hair is green' });
    expect(outcome).toEqual({
      call: 'handOff.start',
      exit: 'waiting',
      data: { answeredBy: 'Willow Salon', epoch: 1 },
    });
    const [card] = desk.cards();
    expect(wordsOf(card!)).toContain('Rosa Field wants to talk to a person (SMS)');
    expect(wordsOf(card!)).toContain('My hair is green');

    await desk.press(ASHA, card!, 'I take it');
    expect(wordsOf(card!)).toContain('With Asha');
    await desk.say('It is *really* green <!channel>', 'k1');
    expect(desk.thread(card!).map(wordsOf)).toEqual(['Rosa Field: It is *really* green <!channel>']);

    await desk.slack.device.write(ASHA, card!.ts, 'Come in at 3 & we mend it: https://willow.example/green');
    await desk.settle();
    expect(events()).toEqual([{ type: 'owner', to: 'person', by: 'Asha', epoch: 2 }]);
    const shown = desk.thread(card!).at(-1)!;
    expect(wordsOf(shown)).toContain('The customer has not seen this.');

    await desk.press(ASHA, shown, 'Send to customer');
    expect(events().at(-1)).toEqual({
      type: 'relay',
      by: 'Asha',
      text: 'Come in at 3 & we mend it: https://willow.example/green',
      epoch: 2,
    });
    expect(wordsOf(shown)).toContain('Sent to the customer by Asha');

    await desk.press(ASHA, card!, 'Give back');
    expect(events().at(-1)).toEqual({ type: 'owner', to: 'script', by: 'Asha', epoch: 3 });
    expect(wordsOf(card!)).toContain('Given back by Asha');
    expect(desk.cards()).toHaveLength(1);
    expect(desk.slack.problems).toEqual([]);
  });

  it('tells the customer who reads it and when while nobody is there', async () => {
    desk.isOpen = false;
    expect(await desk.start()).toEqual({
      call: 'handOff.start',
      exit: 'nobody',
      data: { answeredBy: 'Willow Salon', readAt: 'Tue 24 Nov 9:00' },
    });
    expect(desk.slack.messages).toEqual([]);
  });

  it('goes back to its script by itself when nobody takes it, so that nobody waits for ever', async () => {
    await desk.start();
    desk.clock.advance(29 * 60_000);
    await desk.handOffs.jobs[0]!.run();
    expect(events()).toEqual([]);
    desk.clock.advance(60_000);
    await desk.handOffs.jobs[0]!.run();
    await desk.settle();
    expect(events()).toEqual([{ type: 'owner', to: 'script', by: 'Willow Salon', epoch: 2 }]);
    expect(wordsOf(desk.cards()[0]!)).toContain('Given back by Willow Salon');
  });

  it('has a higher epoch each time it changes hands, also in its next hand-off', async () => {
    await desk.start();
    const [first] = desk.cards();
    await desk.press(ASHA, first!, 'I take it');
    await desk.press(ASHA, first!, 'Give back');
    const outcome = await desk.start({ key: `${ROSA}:20:0` });
    expect(outcome.data).toMatchObject({ epoch: 4 });
    await desk.press(BEN, desk.cards()[1]!, 'I take it');
    expect(events().map((event) => (event as { epoch: number }).epoch)).toEqual([2, 3, 5]);
  });
});

describe('what an operator does', () => {
  it('is refused to everybody but the one who has the chat, with a private remark that names them', async () => {
    await desk.start();
    const [card] = desk.cards();
    const giveBack = (): Promise<void> => desk.press(BEN, card!, 'Give back');
    await desk.press(ASHA, card!, 'I take it');
    await giveBack();
    await desk.slack.device.write(BEN, card!.ts, 'Let me');
    await desk.settle();
    await desk.press(BEN, desk.thread(card!).at(-1)!, 'Send to customer');
    expect(desk.slack.whispers.map(({ text, onlyFor }) => [onlyFor, text])).toEqual([
      ['U2', 'Asha has this chat.'],
      ['U2', 'Asha has this chat.'],
    ]);
    expect(events()).toHaveLength(1);
  });

  it('reaches the customer once however often the button is pressed, and never by writing alone', async () => {
    await desk.start();
    const [card] = desk.cards();
    await desk.press(ASHA, card!, 'I take it');
    await desk.slack.device.write(ASHA, card!.ts, 'Hello Rosa');
    await desk.settle();
    const line = desk.thread(card!).at(-1)!;
    const action = buttonOf(line, 'Send to customer');
    await Promise.all([1, 2, 3].map(() => desk.slack.device.click(ASHA, line.ts, action)));
    await desk.settle();
    expect(events().filter((event) => (event as { type: string }).type === 'relay')).toHaveLength(1);
  });

  it('does nothing when it is written in a thread that is no talk, by a bot, or as an edit', async () => {
    await desk.start();
    const [card] = desk.cards();
    const { ts, channel } = card!;
    const message = { type: 'message', channel, user: 'U1', ts: '1.000001', thread_ts: ts, text: 'hi' };
    for (const event of [
      { ...message, thread_ts: '99.000001' },
      { ...message, bot_id: 'B0PARLEY' },
      { ...message, subtype: 'message_changed' },
      { ...message, thread_ts: undefined },
      { ...message, text: '' },
    ])
      expect((await desk.slack.device.event(event)).status).toBe(200);
    await desk.settle();
    expect(desk.thread(card!)).toEqual([]);
  });

  it('stands in the thread once when Slack delivers the line twice', async () => {
    await desk.start();
    const [card] = desk.cards();
    desk.slack.faults.duplicateWebhooks = true;
    await desk.slack.device.write(ASHA, card!.ts, 'Hello Rosa');
    await desk.settle();
    expect(desk.thread(card!).filter(({ by }) => !by)).toHaveLength(1);
  });
});

describe('two processes', () => {
  it('let one of two operators have the chat when both press at once, a hundred times over', async () => {
    const store = createHandOffStore({ mongo: desk.mongo, leaseClock: desk.leaseClock });
    for (let round = 0; round < 100; round++) {
      const { row } = await store.open({
        key: `round ${round}`,
        shopId: 'willow',
        conversationId: `sms:a:${round}`,
        channel: 'sms',
        language: 'en',
        reason: '',
        note: null,
        nowUtc: desk.clock.nowUtc(),
      });
      const taken = await Promise.all([ASHA, BEN].map((who) => store.take(row, who, desk.clock.nowUtc())));
      expect(taken.filter(Boolean)).toHaveLength(1);
    }
  });

  it('would both have it if the epoch read were not in the update, so the check above can fail', async () => {
    const store = createHandOffStore({ mongo: desk.mongo, leaseClock: desk.leaseClock });
    await desk.start();
    const rows = desk.mongo.db.collection<{ _id: string; epoch: number; state: string }>('hand_offs');
    const read = (await rows.findOne({}))!;
    const careless = (owner: { id: string; name: string }) =>
      rows.findOneAndUpdate({ _id: read._id }, { $set: { state: 'taken', owner, epoch: read.epoch + 1 } });
    const taken = await Promise.all([ASHA, BEN].map(careless));
    expect(taken.filter(Boolean)).toHaveLength(2);
    expect((await store.find(read._id))?.epoch).toBe(2);
  });

  it('open one hand-off when they run the same turn, and one when two turns ask for a person', async () => {
    const other = desk.another();
    const context = { shopId: 'willow', conversationId: ROSA, channel: 'sms', address: 'x', language: 'en' } as const;
    const ask = (room: typeof other, key: string) =>
      room.blocks['handOff.start']({ reason: 'x', note: null }, { ...context, key, nowUtc: desk.clock.nowUtc() });
    const outcomes = await Promise.all([
      ask(desk.handOffs, 'same'),
      ask(other, 'same'),
      ask(other, 'another'),
      ask(desk.handOffs, 'another'),
    ]);
    await desk.settle();
    expect(new Set(outcomes.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await desk.mongo.db.collection('hand_offs').countDocuments()).toBe(1);
    expect(desk.cards()).toHaveLength(1);
  });

  it('show the words of a customer in their order, each once, when both show them at once', async () => {
    await desk.start();
    const other = desk.another();
    for (let n = 0; n < 10; n++) {
      const said = { conversationId: ROSA, epoch: 1, nowUtc: desk.clock.nowUtc(), channel: 'sms' } as const;
      const room = n % 2 === 0 ? desk.handOffs : other;
      await room.forward({ ...said, text: `line ${n}`, key: `k${n}` });
      await room.forward({ ...said, text: `line ${n}`, key: `k${n}` });
    }
    await desk.settle();
    const wanted = Array.from({ length: 10 }, (_, n) => `Rosa Field: line ${n}`);
    expect(desk.thread(desk.cards()[0]!).map(wordsOf)).toEqual(wanted);
  });

  it('finish what a killed one left: the conversation is told by the next sweep', async () => {
    await desk.start();
    const [card] = desk.cards();
    desk.beforeTelling = () => Promise.reject(new Error('the process ends here'));
    await desk.press(ASHA, card!, 'I take it');
    expect(events()).toEqual([]);
    desk.beforeTelling = async () => undefined;
    const other = desk.another();
    await other.jobs[0]!.run();
    expect(events()).toEqual([]);
    desk.leaseClock.advance(60_000);
    await other.jobs[0]!.run();
    await other.jobs[0]!.run();
    expect(events()).toEqual([{ type: 'owner', to: 'person', by: 'Asha', epoch: 2 }]);
    expect(desk.tries).toHaveLength(1);
  });

  it('show it again when Slack was away, with nothing lost', async () => {
    desk.slack.faults.failBeforeEffect = 1;
    await desk.start();
    await desk.say('anybody there', 'k1');
    desk.leaseClock.advance(60_000);
    await desk.handOffs.jobs[0]!.run();
    await desk.settle();
    const [card] = desk.cards();
    expect(desk.thread(card!).map(wordsOf)).toEqual(['Rosa Field: anybody there']);
    expect(desk.cards()).toHaveLength(1);
  });
});
