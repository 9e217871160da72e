import { createConversations, type Conversations, type ConversationsDeps } from '../conversation/index.js';
import { createEngine } from '../flow/index.js';
import { createStepStore } from '../insights/index.js';
import { createPeopleBlocks } from '../people/index.js';
import { systemClock } from '../platform/clock.js';
import type { Metrics } from '../platform/metrics.js';
import type { Publishing, TurnLog } from '../publishing/index.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';
import type { WebhookChannels } from './channels.js';
import type { House } from './house.js';
import type { Operators } from './rooms.js';
import type { Undelivered } from './undelivered.js';

export interface TalkRooms {
  readonly metrics: Metrics;
  readonly business: Business;
  readonly house: House;
  readonly operators: Operators;
  readonly channels: WebhookChannels;
  readonly undelivered: Undelivered;
  readonly library: Publishing['library'];
  readonly turnLog: TurnLog;
  readonly shopOf: ConversationsDeps['shopOf'];
}

/** The conversations of all channels, with every block of the house to call. */
export function openConversations(deps: ApplicationDeps, rooms: TalkRooms): Conversations {
  const { mongo, clock, log, connections } = deps;
  const { metrics, business, house, operators, channels, undelivered, library, turnLog, shopOf } = rooms;
  return createConversations({
    mongo,
    clock,
    leaseClock: systemClock,
    log,
    metrics,
    engine: createEngine({ library }),
    handlers: {
      ...business.blocks,
      ...house.blocks,
      ...createPeopleBlocks({
        mongo,
        tell: (note) => operators.showNote(note),
        answeredBy: async (shopId) => (await business.findShop(shopId)).name,
      }),
    },
    recordSteps: createStepStore({ mongo, secret: connections.sessionSecret }),
    turnDone: (turn) => turnLog.add(turn),
    delivery: undelivered.delivery,
    shopOf,
    forward: house.forward,
    dress: house.dress,
    markAnswered: createAnswerMarker(deps, channels),
    ...(deps.xray ? { xray: deps.xray } : {}),
    ...(deps.checkpoint ? { checkpoint: deps.checkpoint } : {}),
    ...(deps.leaseMs ? { leaseMs: deps.leaseMs } : {}),
    ...(deps.sweepEveryMs ? { sweepEveryMs: deps.sweepEveryMs } : {}),
  });
}

/** An answered question loses its buttons, where a channel can change what it showed. A failure costs a look, no more. */
function createAnswerMarker(
  { mongo, log }: ApplicationDeps,
  { markAnswered }: WebhookChannels,
): NonNullable<ConversationsDeps['markAnswered']> {
  const messages = mongo.db.collection<{ readonly providerMessageIds?: readonly string[] }>('messages');
  return ({ _id, channel, address }, stepId) => {
    if (channel !== 'telegram' || !markAnswered) return;
    messages
      .findOne({ conversationId: _id, stepId }, { projection: { providerMessageIds: 1 } })
      .then((row) => {
        const last = row?.providerMessageIds?.at(-1);
        return last === undefined ? undefined : markAnswered(address, last);
      })
      .catch((error: unknown) => log.warn({ err: error }, 'an answered question could not be marked'));
  };
}
