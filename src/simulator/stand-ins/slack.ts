import type { Clock } from '../../platform/clock.js';
import { createStandInServer, withServer, type StandInRequest, type StandInResponse } from './http.js';
import { createSlackFiles, type SlackFile } from './slack-files.js';
import type { SlackBlock } from './slack-blocks.js';
import { clickPayload, ok, readContent, signSlack, withMarks } from './slack-wire.js';
import type { StandIn } from './stand-in.js';
import { createWebhookPoster, type WebhookAnswer } from './webhook-poster.js';

export interface SlackStandInDeps {
  readonly botToken: string;
  readonly signingSecret: string;
  /** Where interactions are posted. */
  readonly webhookUrl: string;
  readonly clock: Clock;
  /** The channels the bot is in; any id when absent. */
  readonly channels?: readonly string[];
  readonly port?: number;
}

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  text: string;
  blocks: readonly SlackBlock[];
  /** The message whose thread it stands in. */
  readonly threadTs?: string;
  /** Set for what a person wrote. */
  readonly by?: SlackPerson;
  /** Files that hang on it. */
  readonly files?: readonly SlackFile[];
  /** Set for remarks that one person alone sees. */
  readonly onlyFor?: string;
}

/** A member of the workspace. */
export interface SlackPerson {
  readonly id: string;
  readonly name: string;
}

/** What the window of the channel shows. */
export type SlackDeviceEvent =
  | { readonly type: 'posted'; readonly message: Readonly<SlackMessage> }
  | { readonly type: 'updated'; readonly message: Readonly<SlackMessage> }
  | { readonly type: 'whispered'; readonly message: Readonly<SlackMessage> }
  /** The person sees a warning sign beside the button: nobody answered in three seconds, or not with 200. */
  | { readonly type: 'clickFailed'; readonly person: SlackPerson; readonly status: number | null };

export interface SlackStandIn extends StandIn<SlackDeviceEvent> {
  readonly device: {
    /** Presses a button. @throws when that message shows no such button. */
    click(person: SlackPerson, messageTs: string, actionId: string): Promise<WebhookAnswer>;
    /** Writes into the thread of a message. The event goes out as Slack sends it, with its own marks in the text. */
    write(
      person: SlackPerson,
      threadTs: string,
      text: string,
      files?: readonly Omit<SlackFile, 'id'>[],
    ): Promise<WebhookAnswer>;
    /** Posts any event, signed. */
    event(event: Readonly<Record<string, unknown>>): Promise<WebhookAnswer>;
    /** Posts any payload as an interaction, signed. */
    inject(payload: Readonly<Record<string, unknown>>): Promise<WebhookAnswer>;
    /** The app loses its right to put files there. */
    forbidFiles(): void;
    /** What Slack asks when the address is entered in its settings. */
    verifyUrl(challenge: string): Promise<WebhookAnswer>;
  };
  /** Everything the bot posted and not only whispered, oldest first. */
  readonly messages: readonly SlackMessage[];
  readonly whispers: readonly SlackMessage[];
  settled(): Promise<void>;
}

const ACK_WITHIN_MS = 3_000;
const BOT_USER = 'U0PARLEY';
const METHODS = new Set([
  'auth.test',
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'views.open',
  'files.getUploadURLExternal',
  'files.completeUploadExternal',
]);

/** Slack's Web API as far as Parley uses it, and the channel's window behind it. Clicks are never posted twice by Slack itself. */
export function createSlackStandIn(deps: SlackStandInDeps): SlackStandIn {
  const { botToken, signingSecret, webhookUrl, clock } = deps;
  const messages: SlackMessage[] = [];
  const whispers: SlackMessage[] = [];
  let counter = 0;
  let mayFile = true;
  const server = createStandInServer<SlackDeviceEvent>({
    name: 'slack',
    handle,
    tooMany: () => ({ status: 429, json: { ok: false, error: 'ratelimited' } }),
    unavailable: () => ({ status: 503, json: { ok: false, error: 'service_unavailable' } }),
    ...(deps.port === undefined ? {} : { port: deps.port }),
  });
  const poster = createWebhookPoster({ faults: server.faults, timeoutMs: ACK_WITHIN_MS, retryDelaysMs: [] });
  const eventPoster = createWebhookPoster({
    faults: server.faults,
    timeoutMs: ACK_WITHIN_MS,
    retryDelaysMs: [50, 200, 500],
  });

  /** Seconds and a counter: unique and in order, as Slack's message ids are. */
  const nextTs = (): string => `${Math.floor(clock.nowUtc() / 1000)}.${String(++counter).padStart(6, '0')}`;

  const files = createSlackFiles({
    botToken,
    baseUrl: () => server.url,
    report: (problem) => server.report(problem),
    share: (given, shared) => {
      const outcome = post(given, false, shared);
      // Slack tells everybody of it who listens, us as well.
      const message = messages.at(-1);
      if (message?.files && message.threadTs) void postEvent(sharedEvent(BOT_USER, message));
      return outcome;
    },
  });

  async function handle(request: StandInRequest): Promise<StandInResponse> {
    const { path, headers, body } = request;
    const atFiles = await files.handle(request);
    if (atFiles) return atFiles;
    const method = path.replace(/^\/(api\/)?/, '');
    const form = new URLSearchParams(body.toString('utf8'));
    const token = headers.authorization?.replace(/^Bearer /, '') ?? form.get('token');
    if (!METHODS.has(method)) return refuse('unknown_method', `${method} is not a method`);
    if (token === null || token === '') return refuse('not_authed', `${method} came without a token`);
    if (token !== botToken) return refuse('invalid_auth', `${method} came with a token that is not ours`);
    const given: Readonly<Record<string, string>> = Object.fromEntries(form);
    switch (method) {
      case 'auth.test':
        return ok({ team_id: 'T0WILLOW', user_id: BOT_USER, bot_id: 'B0PARLEY', url: server.url });
      case 'views.open':
        return given['trigger_id']
          ? ok({ view: { id: `V${++counter}` } })
          : refuse('invalid_arguments', 'views.open needs trigger_id');
      case 'chat.update':
        return update(given);
      case 'files.getUploadURLExternal':
        if (!mayFile) return ok({ ok: false, error: 'missing_scope' });
        return files.begin(given);
      case 'files.completeUploadExternal':
        return files.complete(given);
      default:
        return post(given, method === 'chat.postEphemeral');
    }
  }

  function post(
    given: Readonly<Record<string, string>>,
    isWhisper: boolean,
    shared: readonly SlackFile[] = [],
  ): StandInResponse {
    const { channel = '', user } = given;
    if (deps.channels ? !deps.channels.includes(channel) : channel === '')
      return refuse('channel_not_found', `there is no channel ${channel}`);
    if (isWhisper && !user) return refuse('user_not_in_channel', 'postEphemeral needs a user');
    const content = shared.length > 0 ? { text: given['text'] ?? '', blocks: [] } : readContent(given);
    if ('error' in content) return refuse(content.error, content.problem);
    const { thread_ts: threadTs } = given;
    if (threadTs !== undefined && !messages.some((one) => one.ts === threadTs && one.channel === channel))
      return refuse('thread_not_found', `there is no message ${threadTs} to answer in a thread`);
    const message: SlackMessage = {
      ts: nextTs(),
      channel,
      ...content,
      ...(threadTs ? { threadTs } : {}),
      ...(shared.length > 0 ? { files: shared } : {}),
      ...(isWhisper && user ? { onlyFor: user } : {}),
    };
    (isWhisper ? whispers : messages).push(message);
    server.emit({ type: isWhisper ? 'whispered' : 'posted', message: { ...message } });
    return isWhisper
      ? ok({ message_ts: message.ts })
      : ok({ channel, ts: message.ts, message: { text: message.text } });
  }

  function update(given: Readonly<Record<string, string>>): StandInResponse {
    const message = messages.find(({ channel, ts }) => channel === given['channel'] && ts === given['ts']);
    if (!message) return ok({ ok: false, error: 'message_not_found' });
    const content = readContent(given);
    if ('error' in content) return refuse(content.error, content.problem);
    Object.assign(message, content);
    server.emit({ type: 'updated', message: { ...message } });
    return ok({ channel: message.channel, ts: message.ts, text: message.text });
  }

  function refuse(error: string, problem: string): StandInResponse {
    server.report(problem);
    return ok({ ok: false, error });
  }

  async function interact(payload: Readonly<Record<string, unknown>>): Promise<WebhookAnswer> {
    return send(
      new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      'application/x-www-form-urlencoded',
    );
  }

  function send(body: string, contentType: string, by = poster): Promise<WebhookAnswer> {
    const headers = (): Record<string, string> => {
      const timestamp = String(Math.floor(clock.nowUtc() / 1000));
      return {
        'Content-Type': contentType,
        'X-Slack-Request-Timestamp': timestamp,
        'X-Slack-Signature': signSlack(signingSecret, timestamp, body),
      };
    };
    return by.post({ url: webhookUrl, headers, body, kind: 'event' });
  }

  async function click(person: SlackPerson, messageTs: string, actionId: string): Promise<WebhookAnswer> {
    const message = messages.find(({ ts }) => ts === messageTs);
    const button = message?.blocks
      .flatMap(({ elements }) => elements ?? [])
      .find(({ action_id: id }) => id === actionId);
    if (!message || !button) throw new Error(`slack: message ${messageTs} shows no button ${actionId}`);
    const answer = await interact(clickPayload(person, message, button, nextTs(), server.url));
    if (answer.status !== 200) server.emit({ type: 'clickFailed', person, status: answer.status });
    return answer;
  }

  let events = 0;
  /** Events are delivered again when they are not taken; here at once, there after a minute and after five. */
  function postEvent(event: Readonly<Record<string, unknown>>): Promise<WebhookAnswer> {
    const body = {
      type: 'event_callback',
      team_id: 'T0WILLOW',
      api_app_id: 'A0PARLEY',
      event_id: `Ev${++events}`,
      authorizations: [{ team_id: 'T0WILLOW', user_id: BOT_USER, is_bot: true }],
      event,
    };
    return send(JSON.stringify(body), 'application/json', eventPoster);
  }

  function write(
    person: SlackPerson,
    threadTs: string,
    text: string,
    added: readonly Omit<SlackFile, 'id'>[] = [],
  ): Promise<WebhookAnswer> {
    const channel = messages.find(({ ts }) => ts === threadTs)?.channel;
    if (channel === undefined) throw new Error(`slack: there is no message ${threadTs}`);
    const kept = added.map((file) => files.keep(file));
    const plain: SlackMessage = { ts: nextTs(), channel, text, blocks: [], threadTs, by: person };
    const message: SlackMessage = kept.length > 0 ? { ...plain, files: kept } : plain;
    messages.push(message);
    server.emit({ type: 'posted', message: { ...message } });
    if (kept.length > 0) return postEvent(sharedEvent(person.id, message));
    const { ts } = message;
    return postEvent({ type: 'message', channel, user: person.id, ts, thread_ts: threadTs, text: withMarks(text) });
  }

  function sharedEvent(user: string, { ts, channel, threadTs, text, files: on = [] }: SlackMessage) {
    return {
      type: 'message',
      subtype: 'file_share',
      channel,
      user,
      ts,
      thread_ts: threadTs,
      text: withMarks(text),
      upload: false,
      files: on.map((file) => files.describe(file)),
    };
  }

  const own = {
    device: {
      click,
      write,
      event: postEvent,
      inject: interact,
      forbidFiles: () => void (mayFile = false),
      verifyUrl: (challenge: string) =>
        send(JSON.stringify({ type: 'url_verification', token: 'unused', challenge }), 'application/json'),
    },
    messages,
    whispers,
    async settled() {
      await poster.idle();
      await eventPoster.idle();
    },
  };
  return withServer(server, own, () => {
    poster.stop();
    eventPoster.stop();
  });
}
