import { describe, expect, it } from '@jest/globals';
import { createMovableClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';
import { createActs } from '../../src/simulator/acts.js';
import { castOf } from '../../src/simulator/people.js';
import { payLink } from './page-furniture.js';
import { ours, ROSA, START_UTC, titleOf, withPageHouses } from './page-house.js';
import { DAY_MS } from '../../src/platform/time-units.js';

const open = withPageHouses();

describe('the rail', () => {
  it('orders faults, and shows when one has been used up', async () => {
    const house = await open();
    await house.act({ act: 'fault', provider: 'twilio', fault: 'slow', isOn: true });
    await house.act({ act: 'fault', provider: 'twilio', fault: 'loseReceipts', isOn: true });
    await house.act({ act: 'fault', provider: 'twilio', fault: 'rateLimit', isOn: true });
    const { faults } = await house.until((state) => state.faults.twilio?.rateLimit === true);
    expect(faults.twilio).toMatchObject({ slow: true, loseReceipts: true, duplicate: false });
    expect(house.standIns.twilio!.faults).toMatchObject({ delayMs: 2_000, loseReceipts: true, rateLimit: 1 });
    await house.act({ act: 'fault', provider: 'twilio', fault: 'slow', isOn: false });
    await house.api.sms(ROSA, 'refused with 429');
    const after = await house.until((state) => state.faults.twilio?.rateLimit === false);
    expect(after.faults.twilio?.slow).toBe(false);
    expect(after.chats.sms).toEqual([]);
  });

  it('shows a doubled webhook as two messages on their way', async () => {
    const house = await open();
    await house.act({ act: 'fault', provider: 'twilio', fault: 'duplicate', isOn: true });
    await house.act({ act: 'text', phone: 'sms', text: 'hi' });
    const { traces } = await house.until(
      (state) => state.traces.filter(({ stations }) => stations.length === 2).length === 2,
    );
    expect(traces.map(({ channel }) => channel)).toEqual(['sms', 'sms']);
  });

  it('moves the clock, to a reminder only when there is one', async () => {
    const house = await open();
    await house.act({ act: 'clock', move: 'quarter' });
    await house.act({ act: 'clock', move: 'day' });
    expect(house.clock.nowUtc()).toBe(START_UTC + 15 * 60_000 + DAY_MS);
    const none = await house.act({ act: 'clock', move: 'reminder' });
    expect([none.status, titleOf(none)]).toEqual([409, expect.stringContaining('No reminder')]);
    house.reminderAtUtc = START_UTC + 3 * DAY_MS;
    await house.act({ act: 'clock', move: 'reminder' });
    expect(house.clock.nowUtc()).toBe(START_UTC + 3 * DAY_MS);
    await house.act({ act: 'clock', move: 'reminder' });
    expect(house.clock.nowUtc()).toBe(START_UTC + 3 * DAY_MS);
  });

  it('starts over: empty phones with new numbers, healthy providers, the clock where it was', async () => {
    const house = await open();
    await house.act({ act: 'text', phone: 'sms', text: 'STOP' });
    await house.until(({ chats }) => chats.sms.length > 1);
    await house.act({ act: 'fault', provider: 'stripe', fault: 'fail', isOn: true });
    await house.act({ act: 'clock', move: 'day' });
    await house.act({ act: 'startOver' });
    const state = await house.until(({ round }) => round === 1);
    expect(house.startedOver).toBe(1);
    expect(house.clock.nowUtc()).toBe(START_UTC);
    expect(state.chats).toEqual({ sms: [], whatsapp: [], telegram: [] });
    expect(state.faults.stripe?.fail).toBe(false);
    expect(state.people.sms.address).not.toBe(ROSA);
    // The old number had said STOP; this one never did, so it is written to again.
    await house.act({ act: 'text', phone: 'sms', text: 'hi' });
    await house.until(({ chats }) => ours(chats.sms).length === 1);
  });

  it('forgets old pay links when it starts over, though they end at the provider later', async () => {
    const house = await open();
    await payLink(house);
    await house.until(({ payments }) => payments.length === 1);
    await house.act({ act: 'startOver' });
    let ended = 0;
    house.standIns.stripe!.onEvent(({ type }) => void (ended += type === 'ended' ? 1 : 0));
    await house.act({ act: 'clock', move: 'day' });
    expect([ended, (await house.state()).payments]).toEqual([1, []]);
  });

  it('starts over once when pressed twice at once, and again when pressed later', async () => {
    let end = (): void => undefined;
    let times = 0;
    const startOver = (): Promise<void> => {
      times++;
      return new Promise((resolve) => (end = resolve));
    };
    const acts = createActs({
      standIns: {},
      clock: createMovableClock(START_UTC),
      smsNumber: '',
      whatsappNumber: '',
      cast: () => castOf(0),
      nextReminderAtUtc: async () => null,
      put: () => undefined,
      faultsChanged: () => undefined,
      startOver,
      visit: () => Promise.resolve(false),
      log: createLog('silent'),
    });
    const presses = [acts.perform({ act: 'startOver' }), acts.perform({ act: 'startOver' })];
    end();
    expect(await Promise.all(presses)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(times).toBe(1);
    const later = acts.perform({ act: 'startOver' });
    end();
    await later;
    expect(times).toBe(2);
  });
});

describe('the X-ray', () => {
  it('tells each station of a message with its time and reason, and no word of it', async () => {
    const house = await open();
    await house.act({ act: 'text', phone: 'whatsapp', text: 'secret words' });
    const { traces } = await house.until((state) => state.traces[0]?.stations.length === 2);
    expect(traces[0]).toMatchObject({
      channel: 'whatsapp',
      stations: [{ name: 'webhook verified', detail: 'not at all' }, { name: 'sent' }],
    });
    expect(traces[0]!.stations[1]!.atMs).toBeGreaterThan(traces[0]!.stations[0]!.atMs);
    expect(JSON.stringify(traces)).not.toContain('secret');
  });
});
