import { expect, it } from '@jest/globals';
import type { CardAction } from 'botbuilder';
import { createGate } from '../../../adapters/webchat/gate.js';
import { createReceive } from '../../../adapters/webchat/receive.js';
import { createTokens, type TokenClaims } from '../../../adapters/webchat/tokens.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import { describeChannelContract, type ChannelHarness } from '../../contracts/channel-contract.js';
import { openWebchat, SECRET, START_UTC, type Webchat } from './harness.js';

const CLAIMS: TokenClaims = {
  conv: 'AbCdEfGhIjKlMnOpQrStUv',
  user: 'dl_rosa',
  shop: 'willow',
  origin: null,
  since: START_UTC,
};
let webchat: Webchat;

async function openHarness(): Promise<ChannelHarness> {
  webchat = await openWebchat();
  const { clock, url, adapter } = webchat;
  const { token } = await createTokens({ secret: SECRET, clock }).issue(CLAIMS, 'chat');
  const { token: strange } = await createTokens({ secret: 'another secret, long enough', clock }).issue(CLAIMS, 'chat');
  const signWith = (proof: string, body: Buffer): RawRequest => ({
    method: 'POST',
    path: `/v3/directline/conversations/${CLAIMS.conv}/activities`,
    headers: { authorization: `Bearer ${proof}`, 'content-type': 'application/json' },
    body,
  });
  const activity = (clientActivityID: string, more: object): RawRequest =>
    signWith(
      token,
      Buffer.from(
        JSON.stringify({ type: 'message', from: { id: 'somebody else' }, channelData: { clientActivityID }, ...more }),
      ),
    );
  const everybody = createGate({
    tokens: { verify: async () => CLAIMS },
    ownOrigin: url,
    allowedOrigins: [],
  });
  return {
    adapter,
    samples: [
      { about: 'text', request: activity('a1', { text: 'hi' }), content: { kind: 'text', text: 'hi' } },
      {
        about: 'chip',
        request: activity('a2', { text: 'Haircut', value: 'service.cut' }),
        content: { kind: 'choice', token: 'service.cut', label: 'Haircut' },
      },
      {
        about: "chip in Microsoft's client",
        request: activity('a3', {
          text: 'Haircut',
          value: 'service.cut',
          locale: 'en-US',
          entities: [{ type: 'ClientCapabilities' }],
          channelData: { clientActivityID: 'a3', messageBack: { displayText: 'Haircut' } },
        }),
        content: { kind: 'choice', token: 'service.cut', label: 'Haircut' },
      },
      {
        about: 'a value that is not ours',
        request: activity('a4', { text: '3', value: { a: 1 } }),
        content: { kind: 'text', text: '3' },
      },
      { about: 'typing', request: activity('a5', { type: 'typing' }), content: null },
      {
        about: 'an event of the client',
        request: activity('a6', { type: 'event', name: 'webchat/join' }),
        content: null,
      },
    ],
    sign: (body) => signWith(token, body),
    signWithWrongKey: (body) => signWith(strange, body),
    proofHeader: 'authorization',
    provesPath: false,
    withoutVerification: async (request) =>
      createReceive(everybody, 64 * 1024)({ ...request, headers: { authorization: `Bearer ${token}` } }),
    visible: (part) => {
      const { text, suggestedActions, attachments } = part as {
        text: string;
        suggestedActions?: { actions: CardAction[] };
        attachments?: { contentUrl?: string; content?: { buttons?: CardAction[] } }[];
      };
      const actions = suggestedActions?.actions ?? [];
      return {
        text,
        buttons: actions.map(({ title, value }) => ({ label: title, token: String(value) })),
        links: (attachments ?? []).flatMap(({ contentUrl, content }) => [
          ...(contentUrl === undefined ? [] : [contentUrl]),
          ...(content?.buttons ?? []).map(({ value }) => String(value)),
        ]),
      };
    },
  };
}

describeChannelContract('web chat', openHarness, () => webchat.close());

it('takes the sender from the token, whatever the body says', async () => {
  const { adapter, samples } = await openHarness();
  const received = await adapter.receive(samples[0]!.request);
  await webchat.close();
  expect(JSON.stringify(received)).not.toContain('somebody else');
  expect(received).toMatchObject({
    events: [{ channel: 'webchat', account: 'willow', address: CLAIMS.conv, eventId: 'a1' }],
  });
});
