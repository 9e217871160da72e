import type { RunningApp } from '../../src/app.js';
import type { ChannelId } from '../../src/messaging/message.js';
import { STAND_IN_SMS_NUMBER, STAND_IN_WHATSAPP_NUMBER } from '../../src/wiring/stand-ins.js';

/** Somebody with one kind of phone. What they see is read off the provider's stand-in, after every real adapter and SDK. */
export interface Person {
  readonly channel: ChannelId;
  readonly conversationId: string;
  /** Types and sends; resolves when everything it led to has happened. */
  says(text: string): Promise<void>;
  /** Lines seen since the last time this was asked, choices as lines of their own. */
  heard(): Promise<readonly string[]>;
}

let people = 0;

export function createPerson(
  channel: ChannelId,
  app: RunningApp,
  settle: () => Promise<void>,
  shopId = 'willow',
): Person {
  const n = ++people;
  switch (channel) {
    case 'sms':
    case 'whatsapp':
      return phonePerson(channel, n, app, settle);
    case 'telegram':
      return telegramPerson(n, app, settle);
    case 'webchat':
      return webPerson(app, settle, shopId);
  }
}

function collector(): { add(text: string, labels?: readonly string[]): void; take(): readonly string[] } {
  let lines: string[] = [];
  return {
    add: (text, labels = []) => void lines.push(...text.split('\n'), ...labels),
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

function phonePerson(channel: 'sms' | 'whatsapp', n: number, app: RunningApp, settle: () => Promise<void>): Person {
  const twilio = app.standIns!.twilio!;
  const number = `+4477009${String(n).padStart(5, '0')}`;
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const from = prefix + number;
  const to = prefix + (channel === 'sms' ? STAND_IN_SMS_NUMBER : STAND_IN_WHATSAPP_NUMBER);
  const seen = collector();
  twilio.onEvent((event) => {
    if (event.type !== 'message' || event.to !== from) return;
    const labels = [...(event.buttons ?? []), ...(event.rows ?? [])].map(({ title }) => title);
    seen.add(event.body, labels);
  });
  return {
    channel,
    conversationId: `${channel}:${to}:${from}`,
    async says(text) {
      await twilio.device.text(from, to, text);
      await settle();
    },
    heard: () => Promise.resolve(seen.take()),
  };
}

function telegramPerson(n: number, app: RunningApp, settle: () => Promise<void>): Person {
  const telegram = app.standIns!.telegram!;
  const person = { id: 5_000 + n, firstName: 'Rosa' };
  const seen = collector();
  telegram.onEvent((event) => {
    if (event.type !== 'message' || event.message.chatId !== person.id) return;
    const { text, keyboard, document } = event.message;
    seen.add(text, [
      ...keyboard.flat().map((button) => button.text),
      ...(document ? [`[file ${document.filename}]`] : []),
    ]);
  });
  return {
    channel: 'telegram',
    conversationId: `telegram:${telegram.botId}:${person.id}`,
    async says(text) {
      await telegram.device.text(person, text);
      await settle();
    },
    heard: () => Promise.resolve(seen.take()),
  };
}

interface WebActivity {
  readonly type: string;
  readonly text?: string;
  readonly from?: { readonly role?: string };
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string }[] };
  readonly attachments?: readonly {
    readonly name?: string;
    readonly contentType: string;
    readonly content?: { readonly buttons?: readonly { title: string; value: string }[] };
  }[];
}

const TOKEN_LIFE_MS = 25 * 60_000;

/** Speaks Direct Line to the house, as a browser does. */
function webPerson(app: RunningApp, settle: () => Promise<void>, shopId: string): Person {
  let resume: string | null = null;
  let watermark = '';
  let conversationId = '';
  const base = `${app.url}/v3/directline/conversations`;

  async function json<T>(url: string, init: RequestInit): Promise<T> {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  let token: { value: string; atUtc: number } | null = null;

  /** Tokens end after half an hour, and time flies here: an old one is changed for a new one of the same conversation. */
  async function headers(): Promise<Record<string, string>> {
    const nowUtc = app.clock.nowUtc();
    if (token && nowUtc - token.atUtc < TOKEN_LIFE_MS)
      return { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' };
    const asked = {
      method: 'POST',
      headers: { origin: app.url, 'content-type': 'application/json' },
      body: JSON.stringify({ resume }),
    };
    const given = await json<{ token: string; resume: string }>(`${app.url}/chat/${shopId}/token`, asked);
    resume = given.resume;
    token = { value: given.token, atUtc: nowUtc };
    return headers();
  }

  async function open(): Promise<void> {
    const started = await json<{ conversationId: string }>(base, {
      method: 'POST',
      headers: await headers(),
      body: '{}',
    });
    conversationId = started.conversationId;
    await settle();
    // The chat greets whoever opens it; here the person speaks first, as on every other channel.
    await look();
  }

  async function look(): Promise<readonly string[]> {
    const { activities, watermark: next } = await json<{ activities: WebActivity[]; watermark: string }>(
      `${base}/${conversationId}/activities?watermark=${watermark}`,
      { headers: await headers() },
    );
    watermark = next;
    return activities.filter(({ type, from }) => type === 'message' && from?.role === 'bot').flatMap(linesOf);
  }

  return {
    channel: 'webchat',
    get conversationId() {
      return `webchat:${shopId}:${conversationId}`;
    },
    async says(text) {
      if (!resume) await open();
      await json(`${base}/${conversationId}/activities`, {
        method: 'POST',
        headers: await headers(),
        body: JSON.stringify({
          type: 'message',
          text,
          from: { id: 'me' },
          channelData: { clientActivityID: `c${++people}` },
        }),
      });
      await settle();
    },
    heard: async () => (resume ? look() : []),
  };
}

function linesOf(activity: WebActivity): string[] {
  const cards = (activity.attachments ?? []).flatMap(({ name, content }) => [
    ...(name ? [`[file ${name}]`] : []),
    ...(content?.buttons ?? []).flatMap(({ title, value }) => [title, value]),
  ]);
  return [
    ...(activity.text ?? '').split('\n'),
    ...(activity.suggestedActions?.actions ?? []).map(({ title }) => title),
    ...cards,
  ];
}
