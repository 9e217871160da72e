import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { API_ANSWERS, type AnswerRow, type StoredAnswer } from './answers.model.js';

export type OnceOutcome =
  | { readonly kind: 'answer'; readonly answer: StoredAnswer; readonly isRepeated: boolean }
  /** The key stands for another request. */
  | { readonly kind: 'otherBody' }
  /** Whoever has it takes longer than one waits. */
  | { readonly kind: 'underWay' };

export interface Answers {
  /**
   * Works an answer out once for a key. The same again gets what was stored, also when it comes meanwhile; after a crash in
   * between it is worked out again, which is safe because every act has one effect under one key.
   * An answer of 500 or more is not kept: asking again is how one recovers from it.
   */
  once(id: string, fingerprint: string, work: () => Promise<StoredAnswer>): Promise<OnceOutcome>;
}

const KEPT_MS = 24 * 60 * 60_000;
/** Longer than any operation takes. */
const LEASE_MS = 30_000;
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 40;

type Taken = { readonly token: string } | { readonly row: AnswerRow };

/** @param deps.clock real time, never the clock that can be moved: rows end by the database's own. */
export function createAnswers(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly leaseMs?: number;
  readonly waitMs?: number;
}): Answers {
  const { mongo, clock, leaseMs = LEASE_MS, waitMs = WAIT_MS } = deps;
  const rows = mongo.db.collection<AnswerRow>(API_ANSWERS);

  /** Ours to work out, or the row that is there. */
  async function take(id: string, fingerprint: string): Promise<Taken> {
    const nowMs = clock.nowUtc();
    const token = randomUUID();
    const fresh = {
      fingerprint,
      answer: null,
      leaseUntilMs: nowMs + leaseMs,
      leaseToken: token,
      expiresAt: new Date(nowMs + KEPT_MS),
    };
    try {
      await rows.insertOne({ _id: id, ...fresh });
      return { token };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // The database removes ended rows about once a minute: one that has ended already is nobody's.
    const ended = await rows.updateOne({ _id: id, expiresAt: { $lte: new Date(nowMs) } }, { $set: fresh });
    if (ended.modifiedCount === 1) return { token };
    const left = await rows.updateOne(
      { _id: id, fingerprint, answer: null, leaseUntilMs: { $lte: nowMs } },
      { $set: { leaseUntilMs: nowMs + leaseMs, leaseToken: token } },
    );
    if (left.modifiedCount === 1) return { token };
    const row = await rows.findOne({ _id: id });
    return row ? { row } : take(id, fingerprint);
  }

  async function workOut(id: string, token: string, work: () => Promise<StoredAnswer>): Promise<StoredAnswer> {
    const mine = { _id: id, leaseToken: token };
    let answer: StoredAnswer | null = null;
    try {
      answer = await work();
      return answer;
    } finally {
      if (answer === null || answer.status >= 500) await rows.updateOne(mine, { $set: { leaseUntilMs: 0 } });
      else await rows.updateOne(mine, { $set: { answer } });
    }
  }

  return {
    async once(id, fingerprint, work) {
      const giveUpMs = clock.nowUtc() + waitMs;
      let taken = await take(id, fingerprint);
      for (;;) {
        if ('token' in taken) {
          return { kind: 'answer', answer: await workOut(id, taken.token, work), isRepeated: false };
        }
        const { row } = taken;
        if (row.fingerprint !== fingerprint) return { kind: 'otherBody' };
        if (row.answer) return { kind: 'answer', answer: row.answer, isRepeated: true };
        if (clock.nowUtc() >= giveUpMs) return { kind: 'underWay' };
        await pause(LOOK_EVERY_MS);
        const again = await rows.findOne({ _id: id });
        const isLeft = !again || (again.answer === null && again.leaseUntilMs <= clock.nowUtc());
        taken = isLeft ? await take(id, fingerprint) : { row: again };
      }
    },
  };
}
