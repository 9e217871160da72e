import type { Instant } from '../messaging/message.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** Somebody who is free at a time. */
export interface FreePerson {
  readonly personId: string;
  readonly placesLeft: number;
  /** Among people free at one time the lowest is offered first. */
  readonly turn: number;
  /** A time the shop has marked (AV-12). */
  readonly marked: boolean;
}

/** A free start of one person, before it is worded and priced. */
export interface FreeStart extends FreePerson {
  readonly startUtc: Instant;
}

/** A time with everybody who is free at it, in their turn; never nobody. */
export interface FreeTime {
  readonly startUtc: Instant;
  readonly people: readonly FreePerson[];
}

/** Gathers the free starts of one person after the other. */
export interface FreeTimesBuilder {
  add(startUtc: Instant, person: FreePerson): void;
  /** What was added, in order of time, and people at a time as they were added. */
  inOrder(): readonly FreeTime[];
}

/**
 * By time and not as a list of starts: 500 people over 60 days have hundreds of thousands of starts at a few thousand
 * times. An object for each start, and sorting them, costs many times what finding them does; here a person is one object
 * that stands at all their times.
 */
export function gatherFreeTimes(): FreeTimesBuilder {
  // By the minute: a small integer is found in a Map several times faster than an instant in milliseconds.
  const byMinute = new Map<number, { startUtc: Instant; people: FreePerson[] }>();
  return {
    add(startUtc, person) {
      const minute = startUtc / MINUTE_MS;
      const time = byMinute.get(minute);
      if (time) time.people.push(person);
      else byMinute.set(minute, { startUtc, people: [person] });
    },
    inOrder: () => [...byMinute.values()].sort((one, other) => one.startUtc - other.startUtc),
  };
}

/** The starts at a time, one for each person. */
export function startsAt({ startUtc, people }: FreeTime): FreeStart[] {
  return people.map((person) => ({ startUtc, ...person }));
}

/** Who is free at any of some times, in order. */
export function peopleAt(times: readonly FreeTime[]): readonly string[] {
  return times.flatMap(({ people }) => people.map(({ personId }) => personId));
}

/** The index of the first time at or after an instant. */
export function firstFrom(times: readonly FreeTime[], atUtc: Instant): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle]!.startUtc < atUtc) from = middle + 1;
    else to = middle;
  }
  return from;
}
