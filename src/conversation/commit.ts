import type { Clock } from '../platform/clock.js';
import type { Instant, OutboundMessage } from '../messaging/message.js';
import { isUsable } from '../flow/index.js';
import { maskCardNumbers } from '../messaging/mask.js';
import type { ConversationDoc, Conversations, OutboxItem, PendingEvent } from './conversation.model.js';
import type { TurnResult } from './turn.js';

export interface CommitDeps {
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly leaseClock: Clock;
  readonly leaseMs: number;
  /** Names this process on what it commits, so that another can tell whose sends to wait for. */
  readonly processId: string;
  /** Somebody stores what happens at the blocks. */
  readonly keepsSteps: boolean;
}

const CHANGED_BY_OTHERS = {
  rev: 1,
  seq: 1,
  pending: 1,
  consent: 1,
  lastInboundAtUtc: 1,
  dueAt: 1,
  tries: 1,
  alsoIn: 1,
  helps: 1,
} as const;

/**
 * ONE conditional update: the new state, the event consumed and the replies to send become true together or not at all.
 * The revision read with the event is in the filter: of two runs of the same turn exactly one wins, the other gets null.
 */
export function createCommit(deps: CommitDeps) {
  const { conversations, clock, leaseClock, leaseMs, processId, keepsSteps } = deps;

  return async (doc: ConversationDoc, event: PendingEvent, turn: TurnResult): Promise<ConversationDoc | null> => {
    const held = { by: processId, heldSince: leaseClock.nowUtc() };
    const items = outboxItems(doc, event, turn, { held, keepsSteps, nowUtc: clock.nowUtc() });
    const set: Record<string, unknown> = { seq: doc.seq + turn.says.length };
    if (doc.tries) set['tries'] = 0;
    // The lease that accept took is renewed only when it is half gone: each change of it is a change of an index.
    if ((doc.dueAt ?? 0) < leaseClock.nowUtc() + leaseMs / 2) set['dueAt'] = leaseClock.nowUtc() + leaseMs;
    const unset: Record<string, 1> = {};
    // A path below what is not an object cannot be written, and parts of a damaged state would stay damaged.
    if (!isUsable(doc.state)) set['state'] = turn.state;
    else {
      set['state.control'] = turn.state.control;
      set['state.person'] = turn.state.person;
      for (const [name, value] of turn.changedAnswers) {
        if (value === undefined) unset[`state.answers.${name}`] = 1;
        else set[`state.answers.${name}`] = value;
      }
    }
    if (turn.consent) set['consent'] = { ...turn.consent, atUtc: event.atUtc };
    const timerAt = nextTimerAt(doc.timerAt, turn.state.control.tm, clock.nowUtc());
    if (timerAt === null) unset['timerAt'] = 1;
    else if (timerAt !== doc.timerAt) set['timerAt'] = timerAt;
    const next = await conversations.findOneAndUpdate(
      { _id: doc._id, rev: doc.rev, 'pending.0.id': event.id },
      {
        $inc: { rev: 1 },
        $set: set,
        ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
        $pop: { pending: -1 },
        ...(items.length > 0 ? { $push: { outbox: { $each: items } } } : {}),
      } as never,
      // What was just written need not be read back: only what others may have changed meanwhile. The outbox is not among
      // it: it grows by commits alone, and is never emptied while an event is pending.
      { returnDocument: 'after', projection: CHANGED_BY_OTHERS },
    );
    return next && { ...doc, ...next, state: turn.state, outbox: [...doc.outbox, ...items] };
  };
}

/**
 * A timer put off is left to ring early, which finds nothing due and looks when the next one is: writing the later time
 * with every answer would change an index with every answer.
 * @returns null when it is to be removed; undefined when there is none and none is needed.
 */
export function nextTimerAt(
  written: Instant | undefined,
  timers: Readonly<Record<string, Instant>> | undefined,
  nowUtc: Instant,
): Instant | null | undefined {
  const first = firstTimer(timers);
  if (first === undefined) return written !== undefined && written <= nowUtc ? null : written;
  return written === undefined || written > first || written <= nowUtc ? first : written;
}

function firstTimer(timers: Readonly<Record<string, Instant>> | undefined): Instant | undefined {
  const times = timers ? Object.values(timers) : [];
  return times.length > 0 ? Math.min(...times) : undefined;
}

function outboxItems(
  doc: ConversationDoc,
  event: PendingEvent,
  turn: TurnResult,
  {
    held,
    keepsSteps,
    nowUtc,
  }: {
    readonly held: { readonly by: string; readonly heldSince: number };
    readonly keepsSteps: boolean;
    readonly nowUtc: number;
  },
): OutboxItem[] {
  const items: OutboxItem[] = [];
  const heard = heardText(event, turn.hidesHeard);
  if (heard !== null) {
    items.push({
      kind: 'heard',
      key: `${doc._id}:in:${event.id}`,
      conversationId: doc._id,
      shopId: doc.shopId,
      channel: doc.channel,
      direction: 'in',
      text: heard,
      atUtc: event.atUtc,
    });
  }
  if (keepsSteps && turn.steps.length > 0) {
    const { shopId, channel } = doc;
    const key = `${doc._id}:steps:${event.id}`;
    items.push({
      kind: 'steps',
      key,
      conversationId: doc._id,
      shopId,
      channel,
      atUtc: event.atUtc,
      steps: turn.steps,
    });
  }
  for (const { stepId, choiceId } of turn.answered)
    items.push({ kind: 'answered', key: `${doc._id}:answered:${stepId}`, stepId, choiceId });
  turn.says.forEach((message: OutboundMessage, index) => {
    const seq = doc.seq + index + 1;
    items.push({
      kind: 'say',
      key: `${doc._id}:${seq}`,
      seq,
      message,
      committedAtUtc: nowUtc,
      tries: 0,
      notBeforeUtc: 0,
      ...held,
    });
  });
  // Last: when whoever has the chat cannot be reached, nothing that is to be said waits behind it.
  turn.forwards.forEach(({ text, ...said }, index) => {
    const key = `${doc._id}:forward:${event.id}:${index}`;
    items.push({ kind: 'forward', key, text: maskCardNumbers(text), ...said, atUtc: event.atUtc });
  });
  return items;
}

const HIDDEN = '[hidden]';

function heardText(event: PendingEvent, isHidden: boolean): string | null {
  // A file that was left on its page is said like one that was sent in the chat.
  if (event.kind === 'flow') return event.event.type === 'media' ? `[${event.event.media}]` : null;
  if (event.kind !== 'inbound') return null;
  const { content } = event;
  switch (content.kind) {
    case 'text':
    case 'edited':
      if (isHidden) return HIDDEN;
      return maskCardNumbers(content.text);
    case 'choice':
      return maskCardNumbers(content.label ?? content.token);
    case 'media':
      return `[${content.media}]${content.caption && !isHidden ? ` ${maskCardNumbers(content.caption)}` : ''}`;
    case 'start':
      return '[start]';
    case 'consent':
      return content.granted ? `[may write again: ${content.source}]` : `[asked to stop: ${content.source}]`;
  }
}
