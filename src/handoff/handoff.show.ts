import type { CardOutcome, CardRef, TalkPort } from '../messaging/operator.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { keepSent, WHY, type TalkFiles } from './handoff.files.js';
import type { HandOffRow, LineRow, TalkEvent } from './handoff.model.js';
import type { HandOffStore } from './handoff.store.js';
import { presentLine, presentTalk, sentWords, type Customer } from './talk-card.rules.js';

export interface ShowDeps {
  readonly store: HandOffStore;
  readonly log: Log;
  readonly clock: Clock;
  readonly talks: TalkPort;
  readonly files: TalkFiles;
  /** Hands the conversation an event; the same id again changes nothing. */
  readonly tell: (conversationId: string, eventId: string, event: TalkEvent) => Promise<void>;
  readonly findCustomer: (conversationId: string) => Promise<Customer>;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string; readonly language: string }>;
}

/** Longer than fetching a file and putting it into the thread may take together. */
const LEASE_MS = 60_000;
/** Rounds in which others kept adding; the sweep goes on after that. */
const ROUNDS_MAX = 20;

/**
 * Brings the message and its thread to where the rows are, one process at a time, in the order of the rows. Slack has no
 * idempotent post: a process killed between a post and its record leaves one line twice, never one too few.
 */
export function createShow(deps: ShowDeps) {
  const { store, log, talks, files } = deps;

  async function showCard(row: HandOffRow, customer: Customer): Promise<HandOffRow['card']> {
    if (row.card && row.shownRev >= row.rev) return row.card;
    const { zone, language } = await deps.findShop(row.shopId);
    const card = presentTalk(row, customer, zone, language);
    const outcome = row.card ? await talks.updateTalk(row.card, card) : await talks.postTalk(card, `${row._id}:card`);
    const ref = settled(outcome, row) ?? row.card;
    if (ref) await store.shown(row._id, ref, row.rev);
    return ref;
  }

  /** What cannot be passed on is said to both: the customer first, for the thread's line is what ends it. */
  async function showSent(row: HandOffRow, talk: CardRef, line: LineRow, customer: Customer): Promise<CardRef> {
    const kept = await keepSent(files, row, line, deps.clock.nowUtc());
    if (kept === null) throw new NotShownError('a file could not be fetched yet');
    const words = sentWords(line, customer);
    const say = async (note: string): Promise<CardRef> => {
      const told = { handOffId: row._id, epoch: row.epoch, text: words, note };
      return settled(await talks.postLine(talk, told, line._id), row) ?? talk;
    };
    if (kept.kind === 'refused') {
      const { reason } = kept;
      await deps.tell(row.conversationId, `${row._id}:${line._id}:refused`, { type: 'notPassed', reason });
      return say(`Not passed on, it ${WHY[reason]}. The customer has been told.`);
    }
    const file = await files.open(kept.fileId);
    if (!file) return say('Not passed on: it is not kept any more.');
    const { name, content } = file;
    const outcome = await talks.postFile(talk, { name, content, text: words }, line._id);
    return (
      settled(outcome, row) ??
      say(`${name} could not be put here. It can be opened for 90 days: ${files.urlOf(kept.fileId)}`)
    );
  }

  async function showLine(row: HandOffRow, talk: CardRef, line: LineRow, customer: Customer) {
    if (line.sent) return store.lineShown(line, await showSent(row, talk, line, customer));
    const shown = presentLine(row, line, customer);
    const outcome = line.ref ? await talks.updateLine(line.ref, shown) : await talks.postLine(talk, shown, line._id);
    // A line the provider refuses for good is not tried for ever; the row keeps it.
    await store.lineShown(line, settled(outcome, row) ?? line.ref ?? talk);
  }

  function settled(outcome: CardOutcome, row: HandOffRow) {
    if (outcome.kind === 'ok') return outcome.ref;
    if (outcome.kind === 'retry') throw new NotShownError(outcome.reason);
    log.error({ handOff: row._id, reason: outcome.reason }, 'the operators’ channel refused a message of a talk');
    return null;
  }

  async function showAll(row: HandOffRow): Promise<void> {
    const customer = await deps.findCustomer(row.conversationId);
    const talk = await showCard(row, customer);
    if (!talk) return;
    for (let news = await store.newsOf(row._id); news.length > 0; news = await store.newsOf(row._id))
      for (const line of news) await showLine(row, talk, line, customer);
  }

  /** Never throws for what the provider does: what could not be shown stays due. */
  return async function show(handOffId: string): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const row = await store.lease(handOffId, LEASE_MS);
      // Somebody else is at it, and looks again before they leave.
      if (!row) return;
      try {
        await showAll(row);
      } catch (error) {
        await store.release(row, false);
        await store.putOff(handOffId);
        if (!(error instanceof NotShownError)) throw error;
        log.warn({ handOff: handOffId, reason: error.message }, 'a talk could not be shown yet');
        return;
      }
      if (await store.release(row, true)) return;
      const now = await store.find(handOffId);
      // Only something to tell is left, and that is not ours.
      if (!now || now.rev === row.rev) return;
    }
  };
}

class NotShownError extends Error {
  readonly code = 'handoff.notShown';
}
