import type { OperatorPort, TalkAct, TalkPort, WrittenLine } from '../messaging/operator.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { keepAdded, type TalkFiles } from './handoff.files.js';
import type { HandOffRow, TalkEvent } from './handoff.model.js';
import type { HandOffStore } from './handoff.store.js';

export interface HandOffActsDeps {
  readonly store: HandOffStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly whisper: OperatorPort['whisper'];
  readonly talks: Pick<TalkPort, 'fetchFile'>;
  readonly files: TalkFiles;
  readonly show: (handOffId: string) => Promise<void>;
  /** Hands the conversation an event; the same id again changes nothing. */
  readonly tell: (conversationId: string, eventId: string, event: TalkEvent) => Promise<void>;
  /** Who the customer hears gave the chat back when nobody did. */
  readonly shopName: (shopId: string) => Promise<string>;
}

const LINE_CHARS = 1_500;

/** What operators do with a chat. Each act is judged by the row, never by the message that was clicked. */
export function createHandOffActs(deps: HandOffActsDeps) {
  const { store, clock, log, show } = deps;

  /** Told first, then struck off: a repeat is harmless, an omission is not. */
  async function tellAll({ _id, conversationId, toTell }: HandOffRow): Promise<void> {
    for (const { id, event } of toTell) {
      await deps.tell(conversationId, id, event);
      await store.told(_id, id);
    }
  }

  async function finish(row: HandOffRow): Promise<void> {
    await tellAll(row);
    await show(row._id);
  }

  /** Null when it was done; otherwise why not, a sentence for the operator. */
  async function carryOut(act: TalkAct, row: HandOffRow): Promise<string | null> {
    const { operator } = act;
    const nowUtc = clock.nowUtc();
    const isOwner = row.state === 'taken' && row.owner?.id === operator.id;
    if (row.state === 'closed') return 'This chat has gone back to its script.';
    switch (act.act) {
      case 'take': {
        // A second press of the same person is the same wish.
        if (isOwner) return null;
        const taken = await store.take(row, operator, nowUtc);
        if (taken) return finish(taken).then(() => null);
        return wasFirst(await store.find(row._id));
      }
      case 'giveBack': {
        if (!isOwner) return notYours(row);
        const closed = await store.close(row, operator.name, nowUtc);
        if (closed) await finish(closed);
        return null;
      }
      case 'send': {
        if (!isOwner) return notYours(row);
        const line = act.lineId === null ? null : await store.findLine(act.lineId);
        if (!line || line.handOffId !== row._id || line.from !== 'operator') return 'There is nothing to send here.';
        if (row.sentLineIds.includes(line._id)) return null;
        const added = await keepAdded(deps.files, deps.talks, row, line, nowUtc);
        if (added.kind === 'notSent') {
          if (added.lasting) await store.refuse(row._id, line._id, added.why);
          return added.why;
        }
        const sent = await store.send(row, line, added.files, operator, nowUtc);
        if (sent) await finish(sent);
        return null;
      }
    }
  }

  async function act(given: TalkAct): Promise<void> {
    const row = await store.find(given.handOffId);
    const refusal = row ? await carryOut(given, row) : 'This chat is not known here any more.';
    if (refusal === null) return;
    const { operator, replyTo } = given;
    await deps.whisper({ operatorId: operator.id, ...(replyTo ? { replyTo } : {}) }, refusal);
    if (row) await show(row._id);
  }

  return {
    /** The customer does not wait any longer. */
    async letGo(row: HandOffRow, nowUtc: Instant): Promise<void> {
      const closed = await store.close(row, null, nowUtc);
      if (closed) await finish(closed);
    },
    /** Never rejects: an act that could not be performed is told to the operator. */
    async take(given: TalkAct): Promise<void> {
      try {
        await act(given);
      } catch (error) {
        log.error({ err: error, act: given.actId }, 'an operator’s act on a chat could not be performed');
        const to = { operatorId: given.operator.id, ...(given.replyTo ? { replyTo: given.replyTo } : {}) };
        await deps.whisper(to, 'That did not reach us. Please press again.').catch(() => undefined);
      }
    },
    /** A line in a thread. Lines in threads that are no talk of ours are none of our business. */
    async hear({ lineId, thread, text, files = [] }: WrittenLine): Promise<void> {
      const row = await store.findByCard(thread);
      const words = text.trim();
      if (!row || !row.isOpen || (words === '' && files.length === 0)) return;
      const line = { _id: lineId, from: 'operator', text: words.slice(0, LINE_CHARS), atUtc: clock.nowUtc() } as const;
      await store.addLine(row._id, files.length > 0 ? { ...line, files } : line);
      await show(row._id);
    },
    /** Finishes what a killed process left, and gives back chats that nobody took or said anything in. */
    async sweep(): Promise<void> {
      const nowUtc = clock.nowUtc();
      for (const row of await store.lapsed(nowUtc)) {
        const closed = await store.close(row, row.owner?.name ?? (await deps.shopName(row.shopId)), nowUtc);
        if (closed) await finish(closed);
      }
      for (const row of await store.due()) await finish(row);
    },
  };
}

function wasFirst(row: HandOffRow | null): string {
  return row?.owner ? `${row.owner.name} was first.` : 'This chat has gone back to its script.';
}

function notYours({ owner }: HandOffRow): string {
  return owner ? `${owner.name} has this chat.` : 'Press I take it first: then this chat is yours.';
}
