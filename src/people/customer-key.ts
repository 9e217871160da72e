import type { ChannelId } from '../messaging/message.js';

/** What is known of a customer who has no account. */
export interface CustomerContact {
  /** As it was given; null when none was. */
  readonly phone: string | null;
  readonly channel: ChannelId;
  /** The channel's own address of them. */
  readonly address: string;
}

/** Shortest and longest numbers of E.164, country code included. */
const E164 = /^\+[1-9]\d{6,14}$/;
const PHONE_CHANNELS: ReadonlySet<ChannelId> = new Set(['sms', 'whatsapp']);

/**
 * Who somebody is to the shop as long as there are no accounts (CF-25): their number as +447700900001 when it is known, so
 * that one person on two channels is one, else the channel's own address, `telegram:4711`. The number a message came from
 * comes before one that was only typed: nobody is to spend what is another's by writing their number.
 */
export function customerKeyOf({ phone, channel, address }: CustomerContact): string {
  const proved = PHONE_CHANNELS.has(channel) ? normalisePhone(address.replace(/^whatsapp:/, '')) : null;
  return proved ?? normalisePhone(phone ?? '') ?? `${channel}:${address}`;
}

/** "00 44 (0)7700-900 001" as +447700900001; null for what is no whole international number. */
export function normalisePhone(text: string): string | null {
  const bare = text.replace(/\(0\)|[\s().-]/g, '').replace(/^00/, '+');
  return E164.test(bare) ? bare : null;
}
