import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countingEngine, createProbe, createProbeChannel, prepareIndexes, START_UTC, textFrom } from './probe.js';
import { openTestDatabase } from '../support/database.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
});
afterAll(() => mongo.drop());

const rowsOf = (address: string) =>
  mongo.db
    .collection('messages')
    .find({ conversationId: { $regex: `${address.replace('+', '\\+')}$` } })
    .sort({ committedAtUtc: 1, _id: 1 })
    .toArray();

describe('the delivery gate', () => {
  it('keeps a row with a reason for a message that was sent and for the one that was heard [NT-01]', async () => {
    const probe = createProbe(mongo);
    await probe.conversations.accept(textFrom('+2001', 'SM1', 'hi, my card is 4242 4242 4242 4242'));
    await probe.conversations.idle();
    const rows = await rowsOf('+2001');
    expect(rows.map(({ direction, reason }) => [direction, reason])).toEqual(
      expect.arrayContaining([
        ['in', undefined],
        ['out', 'sent'],
      ]),
    );
    expect(JSON.stringify(rows.filter(({ direction }) => direction === 'in'))).not.toContain('4242 4242 4242');
  });

  it('sends nothing more after a stop, and says why it did not', async () => {
    const probe = createProbe(mongo);
    await probe.conversations.accept(textFrom('+2002', 'SM1', 'hi'));
    await probe.conversations.accept({
      ...textFrom('+2002', 'SM2', ''),
      content: { kind: 'consent', granted: false, source: 'STOP' },
    });
    await probe.conversations.idle();
    await probe.conversations.notify('sms:+15550001:+2002', 'n1', {
      name: 'payment.lapsed',
      wanted: '',
      serviceId: '',
    });
    await probe.conversations.idle();
    expect(probe.channel.sent).toHaveLength(1);
    const outs = (await rowsOf('+2002')).filter(({ direction }) => direction === 'out');
    expect(outs.map(({ reason }) => reason)).toEqual(['sent', 'skipped: opted out']);
    const consent = await mongo.db.collection('consents').findOne({ conversationId: 'sms:+15550001:+2002' });
    expect(consent).toMatchObject({ stopped: true, source: 'STOP', eventId: 'SM2' });
  });

  it('stops writing when the provider says that the person has opted out', async () => {
    const channel = createProbeChannel();
    channel.outcomes.push({ kind: 'refused', cause: 'optedOut', reason: '21610' });
    const probe = createProbe(mongo, { channel });
    await probe.conversations.accept(textFrom('+2003', 'SM1', 'hi'));
    await probe.conversations.idle();
    await probe.conversations.accept(textFrom('+2003', 'SM2', 'hello'));
    await probe.conversations.idle();
    expect(channel.sent).toEqual([]);
    expect((await rowsOf('+2003')).filter(({ direction }) => direction === 'out').map(({ reason }) => reason)).toEqual([
      'skipped: opted out',
      'skipped: opted out',
    ]);
  });

  it('tries again with growing pauses, keeps the order, and gives up with a row after eight tries [NT-24]', async () => {
    const channel = createProbeChannel();
    const retry = { kind: 'retry', retryAfterMs: 1_000, reason: '429' } as const;
    channel.outcomes.push(retry, retry);
    const probe = createProbe(mongo, { channel });
    await probe.conversations.accept(textFrom('+2004', 'SM1', 'a'));
    await probe.conversations.accept(textFrom('+2004', 'SM2', 'b'));
    const later = async (): Promise<void> => {
      await probe.conversations.idle();
      probe.clock.advance(600_000);
      probe.leaseClock.advance(600_000);
      await probe.conversations.sweep();
      await probe.conversations.idle();
    };
    await probe.conversations.idle();
    expect(channel.sent).toEqual([]);
    await later();
    await later();
    expect(channel.sent.map(({ text }) => text)).toEqual(['1. a', '2. b']);
    channel.outcomes.push(...Array.from({ length: 9 }, () => retry));
    await probe.conversations.accept(textFrom('+2004', 'SM3', 'c'));
    for (let i = 0; i < 9; i++) await later();
    const last = (await rowsOf('+2004')).find(({ text }) => text === '3. c');
    expect(last).toMatchObject({ status: 'failed', reason: 'failed: gave up', tries: 8 });
  });

  it('never repeats a send whose outcome is unknown', async () => {
    const channel = createProbeChannel();
    channel.outcomes.push({ kind: 'unknown', reason: 'timeout after the request was written' });
    const probe = createProbe(mongo, { channel });
    await probe.conversations.accept(textFrom('+2005', 'SM1', 'a'));
    await probe.conversations.idle();
    probe.leaseClock.advance(600_000);
    await probe.conversations.sweep();
    await probe.conversations.idle();
    expect(channel.sent.filter(({ to }) => to === '+2005')).toHaveLength(1);
    expect((await rowsOf('+2005')).find(({ direction }) => direction === 'out')).toMatchObject({ status: 'uncertain' });
  });

  it('keeps what the provider says became of a message [NT-12]', async () => {
    const probe = createProbe(mongo);
    await probe.conversations.accept({
      type: 'receipt',
      channel: 'sms',
      account: '+15550001',
      address: '+2006',
      eventId: 'SM9:delivered',
      providerMessageId: 'SM9',
      status: 'delivered',
    });
    await probe.conversations.accept({
      type: 'receipt',
      channel: 'sms',
      account: '+15550001',
      address: '+2006',
      eventId: 'SM9:delivered',
      providerMessageId: 'SM9',
      status: 'delivered',
    });
    expect(await mongo.db.collection('receipts').find({ providerMessageId: 'SM9' }).toArray()).toHaveLength(1);
  });
});

describe('WhatsApp and its 24 hours', () => {
  let people = 0;
  async function silentFor(hours: number, minutes: number, deps: { templates: boolean; sms: boolean }) {
    const whatsapp = createProbeChannel('whatsapp');
    const sms = createProbeChannel('sms');
    const probe = createProbe(mongo, {
      channel: whatsapp,
      delivery: {
        channels: { whatsapp, ...(deps.sms ? { sms } : {}) },
        bookingVersion: () => Promise.resolve(null),
        ...(deps.sms ? { smsAccount: '+15550001' } : {}),
        ...(deps.templates
          ? { renderTemplate: () => ({ parts: ['T'], plainText: 'template', shape: 'text' as const, reshaped: [] }) }
          : {}),
      },
      engine: {
        ...countingEngine,
        reduce: () =>
          ({
            control: {},
            answers: {},
            effects: [
              {
                effect: 'say',
                message: { text: 'news', language: 'en', class: 'urgent', template: { name: 't', variables: {} } },
              },
            ],
          }) as never,
      },
    });
    const from = `whatsapp:+4477009002${String(people++).padStart(2, '0')}`;
    await probe.conversations.accept(textFrom(from, 'SM1', 'hi', 'whatsapp'));
    await probe.conversations.idle();
    whatsapp.sent.length = 0;
    probe.clock.set(START_UTC + hours * 3_600_000 + minutes * 60_000);
    await probe.conversations.notify(`whatsapp:+15550001:${from}`, 'n1', {
      name: 'payment.lapsed',
      wanted: '',
      serviceId: '',
    });
    await probe.conversations.idle();
    const row = await mongo.db
      .collection('messages')
      .findOne({ conversationId: `whatsapp:+15550001:${from}`, committedAtUtc: probe.clock.nowUtc() });
    return {
      whatsapp: whatsapp.sent.map(({ text }) => text),
      sms: sms.sent.map(({ text }) => text),
      reason: row?.['reason'] as string,
    };
  }

  it('writes freely until 23:59 after the last message and by template from 24:00 on [NT-23]', async () => {
    expect(await silentFor(23, 59, { templates: true, sms: true })).toEqual({
      whatsapp: ['news'],
      sms: [],
      reason: 'sent',
    });
    expect(await silentFor(24, 0, { templates: true, sms: true })).toEqual({
      whatsapp: ['template'],
      sms: [],
      reason: 'sent: template',
    });
  });

  it('falls back to SMS without a template, and to a recorded reason without either [NT-23]', async () => {
    expect(await silentFor(24, 1, { templates: false, sms: true })).toEqual({
      whatsapp: [],
      sms: ['news'],
      reason: 'sent: sms instead',
    });
    expect(await silentFor(24, 1, { templates: false, sms: false })).toEqual({
      whatsapp: [],
      sms: [],
      reason: 'skipped: window closed',
    });
  });
});
