import { createStripeGateway } from '../../src/payments/index.js';
import { MARIA, ROSA, START_UTC, STRIPE, type PageHouse } from './page-house.js';

/** Something on every device. */
export async function furnish(house: PageHouse): Promise<void> {
  await house.act({ act: 'text', phone: 'sms', text: 'hi' });
  await house.act({ act: 'text', phone: 'whatsapp', text: 'haircut tomorrow with Ben' });
  await house.act({ act: 'start' });
  await house.until(({ chats }) => Object.values(chats).every((lines) => lines.some(({ from }) => from === 'us')));
  await house.api.sms(
    ROSA,
    `Booked: BK-48210377. Haircut, Tue 24 Nov 14:00 with Asha, 12 Mill Lane.\n${house.url}/ics/x`,
  );
  await house.api.whatsappButtons(MARIA, 'Haircut. When suits you?', ['Tue 24 Nov 9:30', 'Another day']);
  const keyboard = {
    inline_keyboard: [
      [{ text: 'Haircut, 30 min, £25', callback_data: 'a.1' }],
      [
        { text: 'Back', callback_data: 'a.8' },
        { text: 'Menu', callback_data: 'a.0' },
      ],
    ],
  };
  await house.api.telegram('sendMessage', { chat_id: 5_001, text: 'What would you like?', reply_markup: keyboard });
  const button = (act: string, text: string, style?: string) => ({
    type: 'button',
    action_id: `job:${act}`,
    text: { type: 'plain_text', text },
    value: '{}',
    ...(style ? { style } : {}),
  });
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: 'Haircut · Tue 24 Nov 14:00 · Rosa Field (new)' } },
    { type: 'section', text: { type: 'plain_text', text: 'With Asha, 12 Mill Lane\n£25, to pay at the visit' } },
    { type: 'actions', elements: [button('accept', 'Accept', 'primary'), button('reject', 'Reject', 'danger')] },
    { type: 'context', elements: [{ type: 'plain_text', text: 'Asked for by Rosa Field' }] },
  ];
  await house.api.slack('chat.postMessage', { channel: 'C0', text: 'Haircut', blocks: JSON.stringify(blocks) });
  await house.api.slack('chat.postEphemeral', { channel: 'C0', user: 'U1', text: 'Ben was first.' });
  await payLink(house);
}

/** A link over £80 that nobody has paid yet. */
export async function payLink(house: PageHouse): Promise<void> {
  const gateway = createStripeGateway({ ...STRIPE, baseUrl: house.standIns.stripe!.url });
  await gateway.createCheckout(
    {
      paymentId: `pay_${'0'.repeat(32)}`,
      holdId: 'hold-1',
      amount: { amountMinor: 8_000, currency: 'GBP' },
      description: 'Colour, Tue 24 Nov 9:00',
      endsAtUtc: START_UTC + 31 * 60_000,
      email: null,
      language: 'en',
      doneUrl: `${house.url}/chat/paid`,
      backUrl: `${house.url}/chat/not-paid`,
    },
    'k1',
  );
}
