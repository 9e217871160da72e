import { expect, it } from '@jest/globals';
import type { ChannelAdapter, ConversationRef } from '../../src/messaging/channel.js';
import type { ChannelHarness } from './harness.js';

export function describeSending(harness: () => ChannelHarness): void {
  const outbound = (): NonNullable<ChannelHarness['outbound']> => {
    const side = harness().outbound;
    if (!side) throw new Error('a channel that sends needs `outbound` in its harness');
    return side;
  };
  const hello = (adapter: ChannelAdapter) => adapter.render({ text: 'Hello Rosa.', language: 'en', class: 'answer' });
  let keys = 0;
  const send = (adapter: ChannelAdapter, to: ConversationRef) => adapter.send(to, hello(adapter), `contract:${++keys}`);

  it('tells sent, try again, and not known apart [CH-01]', async () => {
    const side = outbound();
    const { adapter } = harness();
    const start = side.taken();
    expect(await send(adapter, side.to)).toMatchObject({ kind: 'sent', providerMessageIds: [expect.any(String)] });
    expect(side.taken()).toBe(start + 1);

    side.faults.rateLimit = 1;
    expect(await send(adapter, side.to)).toMatchObject({ kind: 'retry', retryAfterMs: 1_000 });
    side.faults.failBeforeEffect = 1;
    expect(await send(adapter, side.to)).toMatchObject({ kind: 'retry' });
    expect(await send(side.unreachable, side.to)).toMatchObject({ kind: 'retry' });
    expect(side.taken()).toBe(start + 1);

    side.faults.cutAfterEffect = 1;
    expect(await send(adapter, side.to)).toMatchObject({ kind: 'unknown' });
    expect(side.taken()).toBe(start + 2);

    side.faults.delayMs = 1_000;
    expect(await send(side.impatient, side.to)).toMatchObject({ kind: 'unknown' });
    side.faults.delayMs = 0;
    expect(side.taken()).toBe(start + 3);
  });

  it('goes on where it stopped when a later part is turned away', async () => {
    const side = outbound();
    const { adapter } = harness();
    const rendered = adapter.render({
      text: 'word '.repeat(adapter.limits.textChars / 2),
      language: 'en',
      class: 'answer',
    });
    expect(rendered.parts.length).toBeGreaterThan(1);
    const start = side.taken();
    const first = adapter.send(side.to, rendered, 'contract:pages');
    while (side.taken() === start) await new Promise((resolve) => setImmediate(resolve));
    side.faults.failBeforeEffect = 1;
    const outcome = await first;
    expect(outcome).toMatchObject({ kind: 'retry' });
    const again = await adapter.send(side.to, rendered, 'contract:pages');
    expect(again).toMatchObject({ kind: 'sent' });
    expect(side.taken() - start).toBe(rendered.parts.length);
  });
}
