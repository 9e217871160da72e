import type { App, Logger, LogLevel, types, webApi as WebApi } from '@slack/bolt';
import type { CardOutcome, CardRef, JobCard, OperatorPort } from '../../src/messaging/operator.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Log } from '../../src/platform/log.js';
import { dressCard, escapeText } from './card.js';
import { createFetchFile } from './files.js';
import { failureOf, fileFailureOf } from './outcomes.js';
import { createDispatch, createReceive } from './receive.js';
import { createSignatureCheck } from './signature.js';
import { dressLine, dressTalk } from './talk.js';

export interface SlackDeps {
  readonly botToken: string;
  readonly signingSecret: string;
  /** The id of the channel the cards go to. */
  readonly operationsChannel: string;
  /** Where Slack's Web API is; Slack's own unless told. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long one call may take; 8 s unless told. */
  readonly timeoutMs?: number;
}

type FilesClient = Pick<WebApi.WebClient, 'filesUploadV2'>;

const TIMEOUT_MS = 8_000;
/** Ten megabytes take their time. */
const FILE_TIMEOUT_MS = 25_000;
/** An address in a message is not fetched by Slack. */
const NO_PREVIEWS = { unfurl_links: false, unfurl_media: false } as const;

/**
 * Operators in Slack (CH-06). Bolt's own client retries for half an hour and waits without end; here every call is one
 * attempt with a bound. Loads Bolt, a quarter of a second, hence the promise. @throws when the signing secret is missing.
 */
export async function createSlackOperator(deps: SlackDeps): Promise<OperatorPort> {
  const { operationsChannel, signingSecret, clock, log } = deps;
  const isGenuine = createSignatureCheck({ signingSecret, clock });
  const { app, filesClient } = await createApp(deps);
  const { chat } = app.client;

  async function show(
    card: JobCard,
    call: (text: string, blocks: types.KnownBlock[]) => Promise<{ channel?: string; ts?: string }>,
  ): Promise<CardOutcome> {
    const dressed = dressCard(card);
    if (dressed.kind === 'tooLong') return { kind: 'refused', reason: dressed.reason };
    return attempt(() => call(dressed.text, dressed.blocks));
  }

  async function attempt(call: () => Promise<{ channel?: string; ts?: string }>): Promise<CardOutcome> {
    try {
      const { channel, ts } = await call();
      if (!channel || !ts) return { kind: 'refused', reason: 'Slack did not say where the card is' };
      return { kind: 'ok', ref: { channel, messageId: ts } };
    } catch (error) {
      return failureOf(error);
    }
  }

  return {
    id: 'slack',
    receive: createReceive(isGenuine, createDispatch(app)),
    postCard: (card: JobCard) =>
      show(card, (text, blocks) => chat.postMessage({ channel: operationsChannel, text, blocks, ...NO_PREVIEWS })),
    updateCard: (ref: CardRef, card: JobCard) =>
      show(card, (text, blocks) => chat.update({ channel: ref.channel, ts: ref.messageId, text, blocks })),
    talks: {
      postTalk: (card) =>
        attempt(() => chat.postMessage({ channel: operationsChannel, ...dressTalk(card), ...NO_PREVIEWS })),
      updateTalk: ({ channel, messageId: ts }, card) => attempt(() => chat.update({ channel, ts, ...dressTalk(card) })),
      postLine: ({ channel, messageId }, line) =>
        attempt(() => chat.postMessage({ channel, thread_ts: messageId, ...dressLine(line), ...NO_PREVIEWS })),
      updateLine: ({ channel, messageId: ts }, line) => attempt(() => chat.update({ channel, ts, ...dressLine(line) })),
      async postFile(talk, { name, content, text }) {
        const { channel, messageId } = talk;
        try {
          await filesClient.filesUploadV2({
            channel_id: channel,
            thread_ts: messageId,
            initial_comment: escapeText(text),
            filename: name,
            file: Buffer.from(content),
          });
          // Slack puts the message there by itself and does not say which one it is.
          return { kind: 'ok', ref: talk };
        } catch (error) {
          return fileFailureOf(error);
        }
      },
      fetchFile: createFetchFile({
        botToken: deps.botToken,
        ...(deps.apiUrl === undefined ? {} : { apiUrl: deps.apiUrl }),
        timeoutMs: FILE_TIMEOUT_MS,
      }),
    },
    /** Nothing depends on a remark, so one that cannot be delivered is logged and not thrown. */
    async whisper({ operatorId, replyTo }, text) {
      try {
        await chat.postEphemeral({ channel: replyTo ?? operationsChannel, user: operatorId, text: escapeText(text) });
      } catch (error) {
        log.warn({ operatorId, reason: failureOf(error).reason }, 'a remark to an operator was not delivered');
      }
    },
  };
}

/** Bolt without a server of its own: requests are fed to it by `receive`. Both ids are given so that it never asks who it is. */
async function createApp({
  botToken,
  apiUrl,
  log,
  timeoutMs,
}: SlackDeps): Promise<{ app: App; filesClient: FilesClient }> {
  const { App: BoltApp, webApi } = await import('@slack/bolt');
  const clientOptions = {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    headers: { Authorization: `Bearer ${botToken}` },
    timeout: timeoutMs ?? TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const logger = quietLogger(log);
  const filesClient = new webApi.WebClient(botToken, { ...clientOptions, timeout: FILE_TIMEOUT_MS, logger });
  const app = new BoltApp({
    authorize: async () => ({ botToken, botId: 'parley', botUserId: 'parley' }),
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    logger,
    clientOptions,
  });
  return { app, filesClient };
}

/** Bolt's debug lines carry whole payloads: only warnings and errors are let through. */
function quietLogger(log: Log): Logger {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: (...said: unknown[]) => log.warn({ provider: 'slack' }, String(said[0])),
    error: (...said: unknown[]) => log.error({ provider: 'slack' }, String(said[0])),
    setLevel: nothing,
    getLevel: () => 'warn' as LogLevel.WARN, // an enum of strings that is only known once Bolt is loaded
    setName: nothing,
  };
}
