/** The longest known files, in seconds on two quiet cores; what is not named takes less. */
const LONGEST = {
  'tests/browser/panel.test.ts': 110,
  'tests/faults/r1.test.ts': 95,
  'tests/journeys/chats-sms.test.ts': 90,
  'tests/journeys/chats-webchat.test.ts': 75,
  'tests/journeys/chats-whatsapp.test.ts': 55,
  'tests/model/model.test.ts': 52,
  'tests/journeys/chats-telegram.test.ts': 45,
  'tests/browser/journey.test.ts': 40,
  'tests/flow/walk/walk.test.ts': 39,
  'tests/booking/r2.test.ts': 36,
  'tests/faults/r6.test.ts': 33,
  'tests/browser/webchat.test.ts': 30,
  'tests/setup/embedded-mongo.test.ts': 28,
  'tests/browser/webchat-looks.test.ts': 27,
  'tests/adapters/webchat/directline-refusals.test.ts': 26,
  'tests/browser/panel-shop.test.ts': 26,
  'tests/browser/panel-orders.test.ts': 26,
  'tests/browser/simulator.test.ts': 25,
  'tests/browser/panel-digits.test.ts': 25,
  'tests/browser/tracking.test.ts': 24,
  'tests/setup/launch.test.ts': 24,
  'tests/api/mutated.test.ts': 23,
  'tests/sandbox/prove.test.ts': 22,
  'tests/flow/walk/trades.test.ts': 20,
  'tests/payments/histories.test.ts': 19,
  'tests/browser/journey-person.test.ts': 18,
  'tests/publishing/publishing.test.ts': 18,
  'tests/scheduling/r7.test.ts': 17,
  'tests/faults/r4.test.ts': 16,
  'tests/payments/event-orders.test.ts': 15,
  'tests/journeys/moving.test.ts': 15,
  'tests/waitlist/day.test.ts': 15,
  'tests/flow/checks/mutants.test.ts': 14,
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
