import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contentName } from '../../../adapters/twilio/contents.js';
import type { TwilioAdapters } from '../../../adapters/twilio/index.js';
import { renderWhatsapp } from '../../../adapters/twilio/render-whatsapp.js';
import type { Choice, OutboundMessage } from '../../../src/messaging/message.js';
import type { MovableClock } from '../../../src/platform/clock.js';
import type { TwilioDeviceEvent, TwilioStandIn } from '../../../src/simulator/stand-ins/twilio.js';
import { makeAdapters, openTwilio, ROSA, SMS_FROM, WHATSAPP_FROM } from './bench.js';

const choices = (count: number, label = (index: number): string => `Choice ${index}`): Choice[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index + 1}`,
    digit: String(index + 1),
    label: label(index + 1),
  }));
const ask = (list: readonly Choice[], more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  text: 'When suits you?',
  choices: list,
  stepId: 'time',
  language: 'en',
  class: 'answer',
  ...more,
});
const WAYS_OUT: readonly Choice[] = [
  { id: 'more', digit: '7', label: 'More times' },
  { id: 'person', digit: '9', label: 'A person' },
];

describe('the dress of a question on WhatsApp', () => {
  it('shows a picture above the buttons, and with words alone as their caption [CAT-09]', () => {
    const url = 'https://shop.example/cut.jpg';
    const file = { name: 'Cut', type: 'image/jpeg', bytes: 0, url, elsewhere: true } as const;
    const kinds = (message: OutboundMessage) =>
      renderWhatsapp(message).parts.map((part) => (part as { kind: string }).kind);

    expect(kinds(ask(choices(2), { file }))).toEqual(['media', 'interactive']);
    expect(renderWhatsapp(ask([], { file })).parts).toEqual([{ kind: 'media', body: 'When suits you?', url }]);
  });

  it('is three buttons at most, a list of ten at most, and numbered text beyond [CH-02]', () => {
    expect(renderWhatsapp(ask(choices(3))).shape).toBe('buttons');
    expect(renderWhatsapp(ask(choices(4))).shape).toBe('list');
    expect(renderWhatsapp(ask(choices(10))).shape).toBe('list');
    const eleven = renderWhatsapp(ask(choices(11)));
    expect(eleven).toMatchObject({ shape: 'numbered', reshaped: ['numbered: 11 choices'] });
  });

  it('leaves buttons at 21 characters of a label and lists at 25 [CH-02]', () => {
    const labelled = (chars: number) => renderWhatsapp(ask(choices(2, (index) => String(index).padEnd(chars, 'x'))));
    expect(labelled(20).shape).toBe('buttons');
    expect(labelled(21).shape).toBe('list');
    expect(labelled(24).shape).toBe('list');
    expect(labelled(25)).toMatchObject({ shape: 'numbered', reshaped: ['numbered: label over 24 characters'] });
  });

  it('leaves buttons and lists at 1025 characters of text, and splits at 1601', () => {
    expect(renderWhatsapp(ask(choices(2), { text: 'x'.repeat(1024) })).shape).toBe('buttons');
    expect(renderWhatsapp(ask(choices(2), { text: 'x'.repeat(1025) })).shape).toBe('numbered');
    expect(renderWhatsapp({ text: 'x'.repeat(1600), language: 'en', class: 'answer' }).parts).toHaveLength(1);
    expect(renderWhatsapp({ text: 'x'.repeat(1601), language: 'en', class: 'answer' }).parts).toHaveLength(2);
  });

  it('keeps three times as buttons and names the ways out below the text [AV-26]', () => {
    const rendered = renderWhatsapp(ask(choices(3), { waysOut: WAYS_OUT }));
    expect(rendered.shape).toBe('buttons');
    expect(rendered.parts).toMatchObject([{ variables: { 1: 'When suits you?\n7 More times\n9 A person' } }]);
  });

  it('takes the ways out into the list while there is room', () => {
    expect(renderWhatsapp(ask(choices(5), { waysOut: WAYS_OUT })).reshaped).toEqual(['list: 7 choices']);
    expect(renderWhatsapp(ask(choices(9), { waysOut: WAYS_OUT })).parts).toMatchObject([
      {
        variables: { 1: 'When suits you?\n7 More times\n9 A person' },
        shape: { details: Array<boolean>(9).fill(false) },
      },
    ]);
  });

  it('never shows two buttons of one name, which WhatsApp would refuse', () => {
    expect(renderWhatsapp(ask(choices(2, () => 'Asha')))).toMatchObject({ shape: 'numbered' });
  });

  it('needs one stored content a shape, told apart by its name', () => {
    expect(contentName({ kind: 'buttons', count: 3 })).toBe('parley_buttons_3_v1');
    expect(contentName({ kind: 'list', details: Array<boolean>(7).fill(false) })).toBe('parley_list_7_v1');
    expect(contentName({ kind: 'list', details: [true, true, false] })).toBe('parley_list_3_x3_v1');
  });
});

describe('sending through the real SDK', () => {
  let standIn: TwilioStandIn;
  let adapters: TwilioAdapters;
  let clock: MovableClock;
  const seen: TwilioDeviceEvent[] = [];
  const to = { channel: 'whatsapp', account: WHATSAPP_FROM, address: `whatsapp:${ROSA}` } as const;
  const toPhone = { channel: 'sms', account: SMS_FROM, address: ROSA } as const;
  let keys = 0;
  const send = (message: OutboundMessage, by = adapters) =>
    by.whatsapp.send(to, by.whatsapp.render(message), `k${++keys}`);

  beforeAll(async () => {
    ({ standIn, adapters, clock } = await openTwilio({
      closedWindow: 'answer',
      approvedTemplates: { visit_reminder: 'Tomorrow, {{1}}: {{2}} at Willow Salon.' },
    }));
    standIn.onEvent((event) => seen.push(event));
  });
  beforeEach(async () => {
    seen.length = 0;
    await standIn.device.text(to.address, to.account, 'hi');
  });
  afterAll(async () => {
    expect(standIn.problems).toEqual([]);
    await standIn.stop();
  });

  it('shows buttons on the phone whose taps carry our tokens [CH-02]', async () => {
    const outcome = await send(ask(choices(3)));
    expect(outcome.kind).toBe('sent');
    expect(seen).toContainEqual(
      expect.objectContaining({
        type: 'message',
        body: 'When suits you?',
        buttons: [
          { id: 'time.c1', title: 'Choice 1' },
          { id: 'time.c2', title: 'Choice 2' },
          { id: 'time.c3', title: 'Choice 3' },
        ],
      }),
    );
  });

  it('shows a list with second lines and the word that opens it in the person’s language [CH-02]', async () => {
    const services = choices(4).map((choice) => ({ ...choice, detail: '30 min, £25' }));
    await send(ask(services, { waysOut: WAYS_OUT, language: 'es' }));
    const shown = seen.find((event) => event.type === 'message');
    expect(shown).toMatchObject({ listButton: 'Elegir', rows: { length: 6 } });
    expect(shown).toMatchObject({
      rows: expect.arrayContaining([
        { id: 'time.c1', title: 'Choice 1', description: '30 min, £25' },
        { id: 'time.person', title: 'A person' },
      ]),
    });
  });

  it('makes one content a shape, however many messages are sent, also after a restart', async () => {
    const contentsNow = async (): Promise<string[]> => {
      const auth = Buffer.from(`${'AC' + '0123456789abcdef'.repeat(2)}:a-token-of-the-account`).toString('base64');
      const answer = await fetch(`${standIn.url}/v1/Content?PageSize=100`, {
        headers: { authorization: `Basic ${auth}` },
      });
      const { contents } = (await answer.json()) as { contents: { friendly_name: string }[] };
      return contents.map(({ friendly_name: name }) => name).filter((name) => name.startsWith('parley_'));
    };
    await Promise.all([
      send(ask(choices(2))),
      send(ask(choices(2), { text: 'Again?' })),
      send(ask(choices(2), { stepId: 'other' })),
    ]);
    const restarted = makeAdapters({ apiBaseUrl: standIn.url, publicUrl: 'http://127.0.0.1:9' });
    expect((await send(ask(choices(2)), restarted)).kind).toBe('sent');
    const names = await contentsNow();
    expect(names.filter((name) => name === 'parley_buttons_2_v1')).toHaveLength(1);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tries again later when a content cannot be made, since nothing went to the person', async () => {
    const fresh = makeAdapters({ apiBaseUrl: standIn.url, publicUrl: 'http://127.0.0.1:9' });
    standIn.faults.cutAfterEffect = 1;
    const rendered = fresh.whatsapp.render(ask(choices(1)));
    expect(await fresh.whatsapp.send(to, rendered, 'content')).toMatchObject({ kind: 'retry' });
    expect(seen.filter(({ type }) => type === 'message')).toEqual([]);
    expect(await fresh.whatsapp.send(to, rendered, 'content')).toMatchObject({ kind: 'sent' });
  });

  it('is told that the 24-hour window has closed, at the hour and not before, and gets through with a template [NT-23]', async () => {
    clock.advance(24 * 3_600_000 - 1);
    expect(await send(ask([]))).toMatchObject({ kind: 'sent' });
    clock.advance(1);
    expect(await send(ask([]))).toEqual({ kind: 'refused', reason: 'twilio 63016', cause: 'windowClosed' });
    const template = { name: 'visit_reminder', variables: { 1: 'Tue 24 Nov 14:00', 2: 'haircut with Asha' } };
    const rendered = adapters.renderTemplate(template, 'en');
    if (!rendered) throw new Error('the template is approved');
    expect(await adapters.whatsapp.send(to, rendered, 'template')).toMatchObject({ kind: 'sent' });
    expect(seen).toContainEqual(
      expect.objectContaining({ body: 'Tomorrow, Tue 24 Nov 14:00: haircut with Asha at Willow Salon.' }),
    );
    expect(adapters.renderTemplate({ name: 'never_approved', variables: {} }, 'en')).toBeNull();
  });

  it('is told that a person texted STOP, and gets through again after START [FL-19]', async () => {
    const hello = adapters.sms.render({ text: 'Hello.', language: 'en', class: 'answer' });
    await standIn.device.text(ROSA, SMS_FROM, 'Cancel');
    expect(await adapters.sms.send(toPhone, hello, 'stopped')).toEqual({
      kind: 'refused',
      reason: 'twilio 21610',
      cause: 'optedOut',
    });
    await standIn.device.text(ROSA, SMS_FROM, 'START');
    expect(await adapters.sms.send(toPhone, hello, 'again')).toMatchObject({ kind: 'sent' });
  });

  it('waits as long as a 429 asks', async () => {
    standIn.faults.rateLimit = 1;
    expect(await send(ask([]))).toEqual({ kind: 'retry', retryAfterMs: 1_000, reason: 'twilio 20429' });
  });
});
