/** The longest known files, in seconds on two quiet cores; what is not named takes less. */
const LONGEST = {
  'tests/browser/panel.test.ts': 90,
  'tests/faults/r1.test.ts': 90,
  'tests/journeys/chats-sms.test.ts': 90,
  'tests/booking/r2.test.ts': 74,
  'tests/journeys/chats-webchat.test.ts': 61,
  'tests/model/model.test.ts': 60,
  'tests/journeys/chats-telegram.test.ts': 56,
  'tests/journeys/chats-whatsapp.test.ts': 46,
  'tests/browser/journey.test.ts': 40,
  'tests/api/mutated.test.ts': 36,
  'tests/browser/simulator.test.ts': 35,
  'tests/journeys/unanswered.test.ts': 29,
  'tests/setup/embedded-mongo.test.ts': 25,
  'tests/payments/histories.test.ts': 23,
  'tests/journeys/publishing.test.ts': 23,
  'tests/payments/event-orders.test.ts': 21,
  'tests/browser/webchat.test.ts': 20,
  'tests/faults/r6.test.ts': 20,
  'tests/journeys/trades.test.ts': 19,
  'tests/journeys/undelivered.test.ts': 17,
  'tests/journeys/one-channel.test.ts': 17,
  'tests/journeys/moving.test.ts': 17,
};

/**
 * Begins with the longest files, so that both workers end together. Jest's own order knows durations only where it ran
 * before; in a fresh checkout it goes by the size of the file, and a browser that works for a minute may come last.
 */
export default class LongestFirst {
  /** @param {readonly { readonly path: string }[]} tests */
  sort(tests) {
    return [...tests].sort((one, other) => secondsOf(other.path) - secondsOf(one.path));
  }

  /** @param {readonly { readonly path: string }[]} tests @param {{ shardIndex: number, shardCount: number }} shard */
  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_test, index) => index % shardCount === shardIndex - 1);
  }

  /** `--onlyFailures` asks which failed before: that is not remembered here. @returns {readonly { readonly path: string }[]} */
  allFailedTests() {
    return [];
  }

  /** What files really took is printed by jest; the list above is kept by hand. */
  cacheResults() {}
}

/** @param {string} path */
function secondsOf(path) {
  return Object.entries(LONGEST).find(([name]) => path.endsWith(name))?.[1] ?? 0;
}
