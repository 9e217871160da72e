import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { ChannelAdapter, ConversationRef, Rendered, SendOutcome } from './channel.js';
import { asNewsElsewhere } from './delivery-rescue.rules.js';
import type { ChannelId, Instant, OutboundMessage } from './message.js';

/**
 * The only door out. Each message is decided here at the moment it leaves, and every decision has a reason that is kept.
 *
 * Glossary
 * - **entry**: a message committed with the turn that made it, waiting in its conversation's outbox under a unique key.
 * - **verdict**: what became of it. `done` is final and recorded; `later` keeps its place in the order.
 */
export interface OutboxEntry {
  /** `<conversation>:<seq>`, unique for ever. */
  readonly key: string;
  readonly seq: number;
  readonly message: OutboundMessage;
  readonly committedAtUtc: Instant;
  readonly tries: number;
  readonly notBeforeUtc: Instant;
  /** The process that is to send it, and since when, in real time: held longer than a lease it may be taken over. */
  readonly by: string;
  readonly heldSince: number;
}

export interface Recipient extends ConversationRef {
  readonly conversationId: string;
  readonly shopId: string;
  /** The person's last own message; decides WhatsApp's 24-hour window. */
  readonly lastInboundAtUtc: Instant | null;
  /** The person told us to stop. */
  readonly stopped: boolean;
}

/** Why a message was or was not sent: stable codes, shown to operators as they are. */
export type DeliveryReason =
  | 'sent'
  | 'sent: template'
  | 'sent: sms instead'
  | 'skipped: opted out'
  | 'skipped: topic opted out'
  | 'skipped: overtaken'
  | 'skipped: channel off'
  | 'skipped: window closed'
  | 'failed: unreachable'
  | 'failed: refused'
  | 'failed: gave up'
  | 'uncertain: no answer from the provider';

export interface DeliveryRecord {
  readonly key: string;
  readonly conversationId: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly direction: 'out';
  readonly text: string;
  readonly status: 'sent' | 'skipped' | 'failed' | 'uncertain';
  readonly reason: DeliveryReason;
  readonly detail: string | null;
  readonly shape: Rendered['shape'] | null;
  readonly reshaped: readonly string[];
  readonly providerMessageIds: readonly string[];
  /** The question it asked, so that the answered one can be found again. */
  readonly stepId: string | null;
  readonly about: { readonly bookingId: string; readonly version: number } | null;
  /** What was said, kept where a provider may report later that it did not arrive; see `delivery-rescue.ts`. */
  readonly message: OutboundMessage | null;
  readonly tries: number;
  readonly committedAtUtc: Instant;
  readonly atUtc: Instant;
}

export type Verdict =
  | { readonly kind: 'done'; readonly record: DeliveryRecord; readonly optedOut: boolean }
  | { readonly kind: 'later'; readonly notBeforeUtc: Instant; readonly reason: string };

export interface DeliveryGateDeps {
  readonly channels: Partial<Record<ChannelId, ChannelAdapter>>;
  readonly clock: Clock;
  readonly log: Log;
  /** The version a booking has now, or null when there is none: asked only for messages that waited. */
  readonly bookingVersion: (bookingId: string) => Promise<number | null>;
  /** Renders an approved WhatsApp template, or null when that template is not approved. */
  readonly renderTemplate?: (template: NonNullable<OutboundMessage['template']>, language: string) => Rendered | null;
  /** Our own SMS number, for people whose WhatsApp window has closed. */
  readonly smsAccount?: string;
  /** Whether the person stopped our messages in that other chat of theirs. */
  readonly hasStopped?: (ref: ConversationRef) => Promise<boolean>;
  /** A chat that is not the one being written to refused us for good: its consent is off. */
  readonly stopWriting?: (ref: ConversationRef, eventId: string, source: string) => Promise<void>;
  /** Whether the person said they do not want to hear of this. Asked only for messages with a topic. */
  readonly isTopicRefused?: (conversationId: string, topic: string) => Promise<boolean>;
  /** The provider says at once that this person cannot be reached there. Stored before the verdict is given. */
  readonly onUnreached?: (record: DeliveryRecord, to: ConversationRef, sentAs: DeliveryReason) => Promise<void>;
}

export interface GateOptions {
  /** False when SMS has failed already. */
  readonly maySms: boolean;
}

export type DeliveryGate = (to: Recipient, entry: OutboxEntry, options?: GateOptions) => Promise<Verdict>;

const WHATSAPP_WINDOW_MS = 24 * 60 * 60 * 1000;
/** A message this fresh still says the truth of the turn that committed it; no second look is needed. */
const FRESH_MS = 2_000;
const GIVE_UP_AFTER_TRIES = 8;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 5 * 60_000;

export function createDeliveryGate(deps: DeliveryGateDeps): DeliveryGate {
  const { clock } = deps;

  async function overtaken({ message, committedAtUtc }: OutboxEntry): Promise<boolean> {
    if (!message.about || clock.nowUtc() - committedAtUtc < FRESH_MS) return false;
    const version = await deps.bookingVersion(message.about.bookingId);
    return version === null || version > message.about.version;
  }

  async function viaTemplateOrSms(to: Recipient, entry: OutboxEntry, { maySms }: GateOptions): Promise<Verdict> {
    const template = entry.message.template && deps.renderTemplate?.(entry.message.template, entry.message.language);
    const whatsapp = deps.channels.whatsapp;
    if (template && whatsapp) {
      return settle(to, entry, template, await whatsapp.send(to, template, entry.key), 'sent: template');
    }
    const phone = /^whatsapp:(\+\d{7,15})$/.exec(to.address)?.[1];
    const { sms } = deps.channels;
    if (!maySms || !phone || !sms || !deps.smsAccount) {
      return done(to, entry, 'skipped', 'skipped: window closed', { detail: 'no approved template and no SMS number' });
    }
    const ref = { channel: 'sms', account: deps.smsAccount, address: phone } as const;
    if (await deps.hasStopped?.(ref)) return done(to, entry, 'skipped', 'skipped: opted out', { detail: 'by SMS' });
    const rendered = sms.render(asNewsElsewhere(entry.message, to.channel));
    const outcome = await sms.send(ref, rendered, entry.key);
    if (outcome.kind !== 'refused' || outcome.cause !== 'optedOut')
      return settle(to, entry, rendered, outcome, 'sent: sms instead');
    // Said about the SMS number: the WhatsApp chat may still be written to.
    await deps.stopWriting?.(ref, `${entry.key}:refused`, outcome.reason);
    return done(to, entry, 'skipped', 'skipped: opted out', { rendered, detail: outcome.reason });
  }

  async function settle(
    to: Recipient,
    entry: OutboxEntry,
    rendered: Rendered,
    outcome: SendOutcome,
    sent: DeliveryReason,
  ): Promise<Verdict> {
    switch (outcome.kind) {
      case 'sent':
        return done(to, entry, 'sent', sent, { rendered, providerMessageIds: outcome.providerMessageIds });
      case 'unknown':
        return done(to, entry, 'uncertain', 'uncertain: no answer from the provider', {
          rendered,
          detail: outcome.reason,
        });
      case 'refused':
        return refused(to, entry, rendered, outcome, sent);
      case 'retry': {
        if (entry.tries + 1 >= GIVE_UP_AFTER_TRIES)
          return done(to, entry, 'failed', 'failed: gave up', { rendered, detail: outcome.reason });
        const backoffMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** entry.tries);
        return {
          kind: 'later',
          notBeforeUtc: clock.nowUtc() + Math.max(backoffMs, outcome.retryAfterMs),
          reason: outcome.reason,
        };
      }
    }
  }

  async function refused(
    to: Recipient,
    entry: OutboxEntry,
    rendered: Rendered,
    outcome: Extract<SendOutcome, { kind: 'refused' }>,
    sent: DeliveryReason,
  ): Promise<Verdict> {
    const detail = outcome.reason;
    switch (outcome.cause) {
      case 'optedOut':
        return done(to, entry, 'skipped', 'skipped: opted out', { rendered, detail, optedOut: true });
      case 'windowClosed':
        return done(to, entry, 'skipped', 'skipped: window closed', { rendered, detail });
      case 'unreachable': {
        const verdict = done(to, entry, 'failed', 'failed: unreachable', { rendered, detail });
        await deps.onUnreached?.(verdict.record, to, sent);
        return verdict;
      }
      case 'invalid':
        return done(to, entry, 'failed', 'failed: refused', { rendered, detail });
    }
  }

  function done(
    to: Recipient,
    entry: OutboxEntry,
    status: DeliveryRecord['status'],
    reason: DeliveryReason,
    more: { rendered?: Rendered; providerMessageIds?: readonly string[]; detail?: string; optedOut?: boolean } = {},
  ): Extract<Verdict, { kind: 'done' }> {
    if (status !== 'sent') deps.log.warn({ key: entry.key, reason, detail: more.detail }, 'a message was not sent');
    return {
      kind: 'done',
      optedOut: more.optedOut ?? false,
      record: {
        key: entry.key,
        conversationId: to.conversationId,
        shopId: to.shopId,
        channel: to.channel,
        direction: 'out',
        text: withoutSecret(more.rendered?.plainText ?? entry.message.text, entry.message),
        status,
        reason,
        detail: more.detail ?? null,
        shape: more.rendered?.shape ?? null,
        reshaped: more.rendered?.reshaped ?? [],
        providerMessageIds: more.providerMessageIds ?? [],
        stepId: entry.message.stepId ?? null,
        about: entry.message.about ?? null,
        // A code is not sent again another way: it would come to one who did not ask for it there.
        message: REPORTING.has(to.channel) && !entry.message.secret ? withoutFile(entry.message) : null,
        tries: entry.tries + 1,
        committedAtUtc: entry.committedAtUtc,
        atUtc: clock.nowUtc(),
      },
    };
  }

  async function toChat(to: Recipient, entry: OutboxEntry, adapter: ChannelAdapter, options: GateOptions) {
    const windowClosed =
      to.channel === 'whatsapp' &&
      (to.lastInboundAtUtc === null || clock.nowUtc() - to.lastInboundAtUtc >= WHATSAPP_WINDOW_MS);
    if (windowClosed) return viaTemplateOrSms(to, entry, options);
    const rendered = adapter.render(entry.message);
    const outcome = await adapter.send(to, rendered, entry.key);
    // The provider's clock decides when a window closes; nothing has left yet.
    if (to.channel === 'whatsapp' && outcome.kind === 'refused' && outcome.cause === 'windowClosed')
      return viaTemplateOrSms(to, entry, options);
    return settle(to, entry, rendered, outcome, 'sent');
  }

  return async (to, entry, options = { maySms: true }) => {
    if (entry.notBeforeUtc > clock.nowUtc())
      return { kind: 'later', notBeforeUtc: entry.notBeforeUtc, reason: 'waiting' };
    if (to.stopped) return done(to, entry, 'skipped', 'skipped: opted out');
    const { topic } = entry.message;
    if (topic !== undefined && (await deps.isTopicRefused?.(to.conversationId, topic)))
      return done(to, entry, 'skipped', 'skipped: topic opted out', { detail: topic });
    const adapter = deps.channels[to.channel];
    if (!adapter) return done(to, entry, 'skipped', 'skipped: channel off');
    if (await overtaken(entry)) return done(to, entry, 'skipped', 'skipped: overtaken');
    return toChat(to, entry, adapter, options);
  };
}

/** Channels whose provider reports afterwards what became of a message. */
const REPORTING: ReadonlySet<ChannelId> = new Set(['sms', 'whatsapp']);

/** What only its reader may know stands in no record. */
function withoutSecret(text: string, { secret }: OutboundMessage): string {
  return secret === undefined ? text : text.replaceAll(secret, '******');
}

/** These channels send a file's address, never the file. */
function withoutFile(message: OutboundMessage): OutboundMessage {
  return message.attachment ? { ...message, attachment: { ...message.attachment, content: '' } } : message;
}
