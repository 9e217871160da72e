import { describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import { payLink } from './page-furniture.js';
import { MARIA, ours, ROSA, START_UTC, titleOf, withPageHouses } from './page-house.js';

const open = withPageHouses();

describe('a phone', () => {
  it('sends a text over the wire, shows its tick, and shows the answer with its parts', async () => {
    const house = await open();
    await house.act({ act: 'text', phone: 'sms', text: 'hi' });
    const state = await house.until(({ chats }) => ours(chats.sms).length === 1 && chats.sms[0]?.sent === 'sent');
    expect(state.chats.sms).toMatchObject([
      { from: 'me', text: 'hi', sent: 'sent', atUtc: START_UTC },
      { from: 'us', text: 'You said hi', parts: 1 },
    ]);
    expect(house.standIns.twilio!.messages.at(-1)?.to).toBe(ROSA);
    expect(state.problems).toEqual([]);
  });

  it('shows what a failed webhook does to a text', async () => {
    const house = await open();
    house.standIns.twilio!.device.text = async () => ({ status: 503, contentType: '', body: '', attempts: 1 });
    await house.act({ act: 'text', phone: 'sms', text: 'hi' });
    const { chats } = await house.until((state) => state.chats.sms[0]?.sent === 'failed');
    expect(chats.sms).toHaveLength(1);
  });

  it("shows the network's own answer to STOP", async () => {
    const house = await open();
    await house.act({ act: 'text', phone: 'sms', text: 'STOP' });
    const { chats } = await house.until((state) => state.chats.sms.some(({ from }) => from === 'network'));
    expect(chats.sms.find(({ from }) => from === 'network')?.text).toContain('unsubscribed');
  });

  it('taps a WhatsApp button, once it is there and only then', async () => {
    const house = await open();
    await house.act({ act: 'text', phone: 'whatsapp', text: 'hi' });
    await house.until(({ chats }) => ours(chats.whatsapp).length === 1);
    await house.api.whatsappButtons(MARIA, 'When?', ['Today', 'Tomorrow']);
    const { chats } = await house.until((state) => ours(state.chats.whatsapp).length === 2);
    const asked = ours(chats.whatsapp)[1]!;
    expect(asked.buttons?.flat().map(({ title }) => title)).toEqual(['Today', 'Tomorrow']);
    const gone = await house.act({ act: 'tap', phone: 'whatsapp', lineId: asked.id, buttonId: 'echo.9' });
    expect([gone.status, titleOf(gone)]).toEqual([409, 'That button is not there any more.']);
    await house.act({ act: 'tap', phone: 'whatsapp', lineId: asked.id, buttonId: 'echo.2' });
    const after = await house.until((state) => ours(state.chats.whatsapp).length === 3);
    expect(after.chats.whatsapp.slice(-2).map(({ text }) => text)).toEqual(['Tomorrow', 'You said Tomorrow']);
  });

  it('sends a picture and its place over the wire', async () => {
    const house = await open();
    const heard: string[] = [];
    for (const phone of ['whatsapp', 'telegram'] as const)
      for (const act of ['photo', 'place'] as const) {
        expect((await house.act({ act, phone })).status).toBe(200);
        const { chats } = await house.until((state) =>
          state.chats[phone].some(
            ({ text, sent }) => sent === 'sent' && text.startsWith(act === 'photo' ? 'A photo' : 'My place'),
          ),
        );
        heard.push(chats[phone].filter(({ from }) => from === 'me').at(-1)!.text);
      }
    expect(heard).toEqual(['A photo', 'My place on the map', 'A photo', 'My place on the map']);
  });

  it('starts a Telegram bot, and sees a message change in its place', async () => {
    const house = await open();
    await house.act({ act: 'start' });
    await house.until(({ chats }) => ours(chats.telegram).length === 1);
    const keyboard = {
      inline_keyboard: [
        [
          { text: 'Today', callback_data: 'a.1' },
          { text: 'Map', url: 'http://127.0.0.1/map' },
        ],
      ],
    };
    await house.api.telegram('sendMessage', { chat_id: 5_001, text: 'When?', reply_markup: keyboard });
    const { chats } = await house.until((state) => ours(state.chats.telegram).length === 2);
    const asked = ours(chats.telegram)[1]!;
    expect(asked.buttons).toEqual([
      [
        { id: 'a.1', title: 'Today' },
        { id: 'http://127.0.0.1/map', title: 'Map', url: 'http://127.0.0.1/map' },
      ],
    ]);
    expect((await house.act({ act: 'tap', phone: 'telegram', lineId: asked.id, buttonId: 'a.2' })).status).toBe(409);
    await house.act({ act: 'tap', phone: 'telegram', lineId: asked.id, buttonId: 'a.1' });
    await house.standIns.telegram!.settled();
    expect(house.standIns.telegram!.openCallbacks.size).toBe(1);
    house.clock.advance(60_000);
    await house.api.telegram('editMessageText', { chat_id: 5_001, message_id: Number(asked.id), text: 'Today, then.' });
    const edited = await house.until((state) => ours(state.chats.telegram)[1]?.text === 'Today, then.');
    expect(ours(edited.chats.telegram)[1]).toEqual({
      id: asked.id,
      from: 'us',
      text: 'Today, then.',
      atUtc: START_UTC,
    });
  });

  it("is somebody's own: other people's messages do not show on it", async () => {
    const house = await open();
    await house.api.sms('+447700900555', 'not for Rosa');
    await house.api.sms(ROSA, 'for Rosa');
    const { chats } = await house.until((state) => state.chats.sms.length > 0);
    expect(chats.sms.map(({ text }) => text)).toEqual(['for Rosa']);
  });

  it('whose provider is the real one is told so', async () => {
    const house = await open({ absent: ['telegram', 'slack', 'stripe', 'mail'] });
    expect((await house.state()).real).toEqual(['telegram', 'slack', 'stripe', 'mail']);
    for (const act of [
      { act: 'text', phone: 'telegram', text: 'hi' },
      { act: 'start' },
      { act: 'photo', phone: 'telegram' },
      { act: 'click', operator: 'ben', cardId: '1', buttonId: 'x' },
      { act: 'write', operator: 'ben', cardId: '1', text: 'x' },
      { act: 'pay', paymentId: 'x', card: 'paid' },
      { act: 'fault', provider: 'mail', fault: 'slow', isOn: true },
    ] as const) {
      const answer = await house.act(act);
      expect([act.act, answer.status]).toEqual([act.act, 409]);
      expect(titleOf(answer)).toContain('real');
    }
  });
});

describe("the operators' window, the mailbox and the pay desk", () => {
  it('shows what is written in the thread of a card, by whom, and takes no line for a card that has gone', async () => {
    const house = await open();
    await house.api.slack('chat.postMessage', { channel: 'C0', text: 'A customer wants to talk' });
    const { slack } = await house.until((state) => state.slack.length === 1);
    const card = slack[0]!;
    await house.act({ act: 'write', operator: 'ben', cardId: card.id, text: 'Come in at 3.' });
    const after = await house.until((state) => state.slack.length === 2);
    const line = after.slack[1]!;
    expect(line).toMatchObject({ threadOf: card.id, by: 'Ben', text: 'Come in at 3.' });
    // Threads have no threads.
    for (const cardId of [line.id, '1.000009']) {
      const gone = await house.act({ act: 'write', operator: 'ben', cardId, text: 'x' });
      expect([gone.status, titleOf(gone)]).toEqual([409, 'That message is not there any more.']);
    }
  });

  it('shows pictures in a thread, and an operator adds one with a press, with words or without', async () => {
    const house = await open();
    await house.api.slack('chat.postMessage', { channel: 'C0', text: 'A customer wants to talk' });
    const { slack } = await house.until((state) => state.slack.length === 1);
    const cardId = slack[0]!.id;
    await house.act({ act: 'write', operator: 'asha', cardId, text: 'Like this?', picture: true });
    await house.act({ act: 'write', operator: 'asha', cardId, text: '', picture: true });
    const after = await house.until((state) => state.slack.length === 3);
    const file = { name: 'bike.png', href: expect.stringMatching(/^data:image\/png;base64,iVBOR/) };
    expect(after.slack.slice(1).map(({ parts }) => parts)).toEqual([
      [
        { kind: 'text', text: 'Like this?' },
        { kind: 'file', file },
      ],
      [{ kind: 'file', file }],
    ]);
    const empty = await house.act({ act: 'write', operator: 'asha', cardId, text: '' });
    expect([empty.status, titleOf(empty)]).toEqual([409, 'There is nothing to write.']);
  });

  it('shows a card, whose buttons carry the name of whoever clicks', async () => {
    const house = await open();
    const blocks = JSON.stringify([
      { type: 'header', text: { type: 'plain_text', text: 'Haircut' } },
      { type: 'section', text: { type: 'plain_text', text: 'With Asha' } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'job:accept',
            text: { type: 'plain_text', text: 'Accept' },
            value: '{}',
            style: 'primary',
          },
        ],
      },
      { type: 'context', elements: [{ type: 'plain_text', text: 'Asked for by Rosa' }] },
    ]);
    await house.api.slack('chat.postMessage', { channel: 'C0', text: 'Haircut', blocks });
    await house.api.slack('chat.postEphemeral', { channel: 'C0', user: 'U2', text: 'Asha was first' });
    const { slack } = await house.until((state) => state.slack.length === 2);
    expect(slack[0]?.parts).toEqual([
      { kind: 'header', text: 'Haircut' },
      { kind: 'text', text: 'With Asha' },
      { kind: 'buttons', buttons: [{ id: 'job:accept', label: 'Accept', style: 'primary' }] },
      { kind: 'context', text: 'Asked for by Rosa' },
    ]);
    expect(slack[1]).toMatchObject({ onlyFor: 'U2', text: 'Asha was first' });
    expect(
      (await house.act({ act: 'click', operator: 'ben', cardId: slack[0]!.id, buttonId: 'job:reject' })).status,
    ).toBe(409);
    await house.act({ act: 'click', operator: 'ben', cardId: slack[0]!.id, buttonId: 'job:accept' });
    await house.standIns.slack!.settled();
    expect(house.clicks.map(({ user }) => user.name)).toEqual(['Ben']);
  });

  it('shows a mail with its calendar file', async () => {
    const house = await open();
    const mailer = nodemailer.createTransport(house.standIns.mail!.url);
    const icalEvent = { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR' };
    await mailer.sendMail({
      from: 'hello@willow.example',
      to: 'rosa@example.com',
      subject: 'Booked',
      text: 'See you.',
      icalEvent,
    });
    mailer.close();
    const { mails } = await house.until((state) => state.mails.length === 1);
    expect(mails[0]).toMatchObject({ to: ['rosa@example.com'], subject: 'Booked', text: 'See you.', atUtc: START_UTC });
    expect(mails[0]?.calendars[0]).toContain('BEGIN:VCALENDAR');
  });

  it('follows a pay link to the money, and pays no link twice', async () => {
    const house = await open();
    await payLink(house);
    const { payments } = await house.until((state) => state.payments.length === 1);
    expect(payments[0]).toMatchObject({ state: 'link', amountMinor: 8_000, currency: 'GBP' });
    await house.act({ act: 'pay', paymentId: payments[0]!.id, card: 'declined' });
    await house.act({ act: 'pay', paymentId: payments[0]!.id, card: 'paid' });
    const paid = await house.until((state) => state.payments[0]?.state === 'paid');
    expect(paid.payments).toHaveLength(1);
    expect((await house.act({ act: 'pay', paymentId: payments[0]!.id, card: 'paid' })).status).toBe(409);
  });
});
