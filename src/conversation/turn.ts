import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import type { XRay } from '../platform/xray.js';
import type { OutboundMessage } from '../messaging/message.js';
import { parseChoiceToken } from '../messaging/message.js';
import type { InboundContent } from '../messaging/channel.js';
import { isUsable, placeDamaged, type Engine, type FlowState } from '../flow/index.js';
import type {
  Call,
  CallContext,
  CallHandlers,
  CallName,
  FlowEvent,
  Forwarded,
  Outcome,
  StepEvent,
} from '../flow/protocol.js';
import type { ConversationDoc, PendingEvent } from './conversation.model.js';
import { dressNotice } from './notice-message.js';

/** What one event led to. Nothing of it has left the house yet. */
export interface TurnResult {
  readonly state: FlowState;
  /** Answers that changed, for a commit that writes only those; undefined means forget. */
  readonly changedAnswers: ReadonlyMap<string, unknown>;
  readonly says: readonly OutboundMessage[];
  readonly answered: readonly { readonly stepId: string; readonly choiceId: string | null }[];
  readonly forwards: readonly Forwarded[];
  readonly steps: readonly StepEvent[];
  /** What the engine was told and what the house answered, for replaying it; null when nothing was. */
  readonly heard: {
    readonly before: FlowState;
    readonly event: FlowEvent;
    readonly outcomes: readonly Outcome[];
  } | null;
  /** What was said answers a sensitive question: the transcript keeps that something was said. */
  readonly hidesHeard: boolean;
  /** Set when the event was the person's word about being written to. */
  readonly consent: { readonly stopped: boolean; readonly source: string } | null;
}

export interface TurnDeps {
  readonly engine: Engine;
  readonly handlers: CallHandlers<CallName>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly xray: XRay;
  /** Adds to a message what the channel it goes to needs; the same key again adds the same. */
  readonly dress?: (
    message: OutboundMessage,
    about: { key: string; shopId: string; conversationId: string; channel: ConversationDoc['channel'] },
  ) => Promise<OutboundMessage>;
  readonly checkpoint: (name: string) => void;
  readonly clock: Clock;
  /** Shows the person that the answer to their message is being made. Must return at once. */
  readonly showTyping?: (doc: ConversationDoc, eventId: string) => void;
  /** 700 ms unless told. */
  readonly typingAfterMs?: number;
}

/** Nobody notices less; a process that is restarted is back before. */
const LATE_MIN = 3;
/** An answer that takes longer is announced (AV-25); a quicker one costs the channel nothing. */
const TYPING_AFTER_MS = 700;
/** More calls than this for one event is a script that goes round in circles at run time. */
const CALLS_PER_TURN_MAX = 20;

/**
 * Runs one event through the engine until the script waits for the person again, performing the calls it makes on the way.
 *
 * Time is the moment the event was accepted, and a call's key is conversation, revision and place in the turn: a turn that
 * is run again after a crash, or by two processes at once, makes the same calls under the same keys, and every handler
 * gives the same key the same one effect.
 */
export function createTurnRunner(deps: TurnDeps) {
  const { handlers, metrics, log, xray } = deps;

  async function perform(call: Call, context: CallContext): Promise<Outcome> {
    const handler = handlers[call.call] as (input: unknown, context: CallContext) => Promise<Outcome>;
    const outcome = await handler(call.input, context);
    deps.checkpoint('effect.done');
    metrics.claims.inc({ call: call.call, exit: outcome.exit });
    xray.note('effect', `${call.call}: ${outcome.exit}`);
    return outcome;
  }

  /** @param mayBreak a call that fails is told to the script instead of to whoever runs the turn. */
  async function performed(
    call: Call,
    context: CallContext,
    mayBreak: boolean,
  ): Promise<Extract<FlowEvent, { type: 'outcome' | 'broken' }>> {
    const { key } = context;
    try {
      return { type: 'outcome', outcome: await perform(call, context), key };
    } catch (error) {
      if (!mayBreak) throw error;
      log.error({ err: error, conversation: context.conversationId, call: call.call }, 'a call failed for good');
      return { type: 'broken', call: call.call, key };
    }
  }

  async function dressed(message: OutboundMessage, doc: ConversationDoc, place: number): Promise<OutboundMessage> {
    const lacks = message.wants !== undefined || message.keptFile !== undefined || message.contact !== undefined;
    if (!lacks || !deps.dress) return message;
    const { _id: conversationId, shopId, channel, rev } = doc;
    return deps.dress(message, { key: `${conversationId}:${rev}:s${place}`, shopId, conversationId, channel });
  }

  function stateOf(doc: ConversationDoc, engine: Engine = deps.engine): FlowState {
    if (doc.state === null)
      return engine.begin({
        shopId: doc.shopId,
        who: doc._id,
        channel: doc.channel,
        profile: doc.profile ?? null,
      });
    return isUsable(doc.state) ? doc.state : placeDamaged(doc.state, doc);
  }

  async function run(doc: ConversationDoc, event: PendingEvent): Promise<TurnResult> {
    if (event.kind !== 'inbound' || doc.consent?.stopped) return runThrough(doc, event);
    const timer = setTimeout(() => deps.showTyping?.(doc, event.id), deps.typingAfterMs ?? TYPING_AFTER_MS);
    try {
      return excused(doc, event, await runThrough(doc, event));
    } finally {
      clearTimeout(timer);
    }
  }

  /** After a delay of ours the answer says so first, once: that to the last of the messages that waited. */
  function excused(doc: ConversationDoc, event: PendingEvent, result: TurnResult): TurnResult {
    const lateMin = Math.round((deps.clock.nowUtc() - event.atUtc) / 60_000);
    if (lateMin < LATE_MIN || doc.pending.length > 1 || result.says.length === 0) return result;
    const sorry = deps.engine.delayed?.(result.state, lateMin);
    return sorry ? { ...result, says: [sorry, ...result.says] } : result;
  }

  /**
   * For an event that could not be handled, however often it was tried: where the script names a fallback, a call that
   * fails now leads there, under the key it had. @returns null when there is no other way.
   */
  async function rescue(doc: ConversationDoc, event: PendingEvent): Promise<TurnResult | null> {
    try {
      const { heard: _notToBeReplayed, ...result } = await runThrough(doc, event, { mayFallBack: true });
      return { ...result, heard: null };
    } catch (error) {
      log.error({ err: error, conversation: doc._id, event: event.id }, 'an event could not be handled');
      return null;
    }
  }

  async function runThrough(
    doc: ConversationDoc,
    event: PendingEvent,
    { mayFallBack = false } = {},
  ): Promise<TurnResult> {
    // One library throughout, whatever is published meanwhile.
    const engine = deps.engine.atOnce?.() ?? deps.engine;
    const before = stateOf(doc, engine);
    let state = before;
    const outcomes: Outcome[] = [];
    const changedAnswers = new Map<string, unknown>();
    const says: OutboundMessage[] = [];
    const answered: { stepId: string; choiceId: string | null }[] = [];
    const forwards: Forwarded[] = [];
    const steps: StepEvent[] = [];
    const consent = consentOf(event);
    const hidesHeard = engine.hidesAnswer(state);
    const first = consent ? null : toFlowEvent(event);
    let next: FlowEvent | null = first;
    for (let calls = 0; next; calls++) {
      const turn = engine.reduce(state, next, event.atUtc);
      if (turn.fault !== undefined)
        log.error(
          { conversation: doc._id, event: event.id, fault: turn.fault },
          'a script or stored state was broken; the chat went on',
        );
      state = engine.apply(state, turn);
      for (const [name, value] of Object.entries(turn.answers)) changedAnswers.set(name, value);
      if (turn.steps) steps.push(...turn.steps);
      next = null;
      for (const effect of turn.effects) {
        if (effect.effect === 'say')
          says.push(
            event.kind === 'notice'
              ? dressNotice(effect.message, event.notice)
              : await dressed(effect.message, doc, says.length),
          );
        else if (effect.effect === 'answered') answered.push({ stepId: effect.stepId, choiceId: effect.choiceId });
        else if (effect.effect === 'forward') {
          const { effect: _forward, ...said } = effect;
          forwards.push(said);
        }
        // When timers ring stands in the state, which the commit reads: it becomes true with everything else.
        else if (effect.effect === 'timer') continue;
        else if (calls >= CALLS_PER_TURN_MAX) throw new Error(`more than ${CALLS_PER_TURN_MAX} calls in one turn`);
        else {
          const key = effect.key ?? `${doc._id}:${doc.rev}:${calls}`;
          const { shopId, channel, address } = doc;
          const context = {
            shopId,
            conversationId: doc._id,
            channel,
            address,
            language: engine.languageOf(state),
            key,
            nowUtc: event.atUtc,
            ...(doc.alsoIn ? { alsoIn: doc.alsoIn } : {}),
            ...(doc.helps ? { helps: doc.helps } : {}),
          };
          next = await performed(effect.call, context, mayFallBack && engine.fallsBack?.(state) === true);
          if (next.type === 'outcome') outcomes.push(next.outcome);
        }
      }
    }
    xray.note('reduced', consent ? 'consent recorded' : `${says.length} to say`);
    const heard = first ? { before, event: first, outcomes } : null;
    return { state, changedAnswers, says, answered, forwards, steps, heard, hidesHeard, consent };
  }

  /** The last resort for an event no process could handle, nor any fallback: the person hears that it is our fault and keeps every answer. */
  function apologise(doc: ConversationDoc): TurnResult {
    const state = stateOf(doc);
    return {
      state,
      changedAnswers: new Map(),
      says: [deps.engine.apology(state)],
      answered: [],
      forwards: [],
      steps: [],
      heard: null,
      hidesHeard: deps.engine.hidesAnswer(state),
      consent: null,
    };
  }

  return { run, rescue, apologise };
}

function consentOf(event: PendingEvent): TurnResult['consent'] {
  if (event.kind !== 'inbound' || event.content.kind !== 'consent') return null;
  return { stopped: !event.content.granted, source: event.content.source };
}

/** Null for what is stored but is not an answer: an edited message does not change what was said. */
function toFlowEvent(event: PendingEvent): FlowEvent | null {
  if (event.kind === 'notice') return { type: 'notice', notice: event.notice };
  return event.kind === 'flow' ? event.event : fromContent(event.content);
}

function fromContent(content: InboundContent): FlowEvent | null {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: content.text };
    case 'choice': {
      const token = parseChoiceToken(content.token);
      const label = content.label === undefined ? {} : { label: content.label };
      if (token) return { type: 'choice', ...token, ...label };
      return { type: 'text', text: content.label ?? content.token };
    }
    case 'start':
      return { type: 'start', ...(content.payload === undefined ? {} : { payload: content.payload }) };
    case 'media':
      if (content.location) return { type: 'location', ...content.location };
      return {
        type: 'media',
        media: content.media,
        ...(content.caption === undefined ? {} : { caption: content.caption }),
        ...(content.file === undefined ? {} : { file: content.file }),
      };
    case 'edited':
    case 'consent':
      return null;
  }
}
