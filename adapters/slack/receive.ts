import type { App } from '@slack/bolt';
import type {
  OperatorAct,
  OperatorPort,
  OperatorReceived,
  TalkAct,
  WrittenLine,
} from '../../src/messaging/operator.js';
import { ACTION_PREFIX, readBody, TALK_PREFIX, toAct, toTalkAct, type BlockActions } from './interaction.js';
import type { SignatureCheck } from './signature.js';

/** Runs a genuine payload through Bolt and gives back the acts its listener heard; null when a button of ours is unreadable. */
type Dispatch = (payload: BlockActions) => Promise<Heard | null>;

interface Heard {
  readonly acts: readonly OperatorAct[];
  readonly talkActs: readonly TalkAct[];
}

/** Bolt routes a payload to the listener of our buttons; the payload itself finds its way back to who is waiting for it. */
export function createDispatch(app: App): Dispatch {
  const waiting = new WeakMap<object, () => void>();
  app.action(new RegExp(`^(?:${ACTION_PREFIX}|${TALK_PREFIX})`), async ({ ack, body }) => {
    await ack();
    waiting.get(body)?.();
  });
  return async (payload) => {
    const acts: (OperatorAct | null)[] = [];
    const talkActs: (TalkAct | null)[] = [];
    waiting.set(payload, () => {
      for (const action of payload.actions) {
        if (action.action_id.startsWith(ACTION_PREFIX)) acts.push(toAct(payload, action));
        if (action.action_id.startsWith(TALK_PREFIX)) talkActs.push(toTalkAct(payload, action));
      }
    });
    await app.processEvent({ body: payload, ack: async () => undefined });
    const isReadable = acts.every((act) => act !== null) && talkActs.every((act) => act !== null);
    return isReadable ? { acts, talkActs } : null;
  };
}

/** Verifies, then reads. Calls nobody and keeps nothing, so the answer is ready in a few milliseconds (QU-13). */
export function createReceive(isGenuine: SignatureCheck, dispatch: Dispatch): OperatorPort['receive'] {
  return async (request): Promise<OperatorReceived> => {
    if (request.method !== 'POST') return { kind: 'refused', status: 400, reason: 'not a webhook request' };
    const check = isGenuine(request);
    if (!check.isGenuine) return { kind: 'refused', status: check.status, reason: check.reason };
    const contentType = request.headers['content-type'];
    const read = readBody(request.body, typeof contentType === 'string' ? contentType : '');
    switch (read.kind) {
      case 'challenge':
        return accepted({}, { status: 200, contentType: 'text/plain', body: read.challenge });
      case 'other':
        return accepted({});
      case 'written':
        return accepted({ written: [read.line] });
      case 'unreadable':
        return { kind: 'refused', status: 400, reason: 'unreadable body' };
      case 'actions': {
        const heard = await dispatch(read.payload);
        return heard ? accepted(heard) : { kind: 'refused', status: 400, reason: 'unreadable button' };
      }
    }
  };
}

function accepted(
  heard: Partial<Heard> & { readonly written?: readonly WrittenLine[] },
  response: Extract<OperatorReceived, { kind: 'accepted' }>['response'] = { status: 200 },
): OperatorReceived {
  return { kind: 'accepted', acts: [], talkActs: [], written: [], ...heard, response };
}
