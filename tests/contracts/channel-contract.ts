import { afterAll, beforeAll, describe } from '@jest/globals';
import type { ChannelHarness } from './harness.js';
import { describeInbound } from './inbound-contract.js';
import { describeRendering } from './render-contract.js';
import { describeSending } from './send-contract.js';

export type { ChannelHarness, VisiblePart } from './harness.js';

/**
 * Runs the whole contract on one channel. `open` is called once before the first test, `close` after the last.
 * `sends` says that a provider stands behind `harness.outbound`; a channel that serves its own protocol has none.
 */
export function describeChannelContract(
  name: string,
  open: () => Promise<ChannelHarness>,
  close: () => Promise<void>,
  { sends = false } = {},
): void {
  describe(`${name} keeps the channel contract`, () => {
    let harness: ChannelHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => close());

    describeInbound(() => harness);
    describeRendering(() => harness);
    if (sends) describeSending(() => harness);
  });
}
