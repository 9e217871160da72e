import { describe, expect, it } from '@jest/globals';
import { activities, begin, call, say, START_UTC, visit, openWebchat, withWebchat } from './harness.js';

const on = withWebchat();

const lastOf = async (visitor: { conversationId: string; token: string }) => {
  const { json } = await call(on.webchat, 'GET', activities(visitor.conversationId), { token: visitor.token });
  return { all: json['activities'] as Record<string, never>[], watermark: json['watermark'] };
};

describe('a conversation', () => {
  it('begins once, so that it is greeted once [CH-05]', async () => {
    const visitor = await visit(on.webchat, 'sauce');
    const start = () =>
      call(on.webchat, 'POST', '/v3/directline/conversations', {
        token: visitor.token,
        json: { user: {}, locale: 'es-ES' },
      });
    const first = await start();
    expect(first.status).toBe(201);
    expect(first.json).toEqual({
      conversationId: visitor.conversationId,
      token: expect.any(String),
      expires_in: 1800,
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\/.{22}\/stream\?/),
    });
    expect((await start()).status).toBe(201);
    await say(on.webchat, visitor, { text: 'hola' });
    expect((await start()).status).toBe(201);
    const mine = on.webchat.heard.filter(({ address }) => address === visitor.conversationId);
    expect(mine).toMatchObject([
      { channel: 'webchat', account: 'sauce', content: { kind: 'start' }, profile: { language: 'es' } },
      { content: { kind: 'text', text: 'hola' } },
    ]);
  });

  it('shows people their own message with the id their client gave it, and the server’s id and time', async () => {
    const visitor = await begin(on.webchat);
    const sent = await say(on.webchat, visitor, {
      text: 'hi',
      from: { id: 'dl_somebody', role: 'bot' },
      id: 'mine',
      timestamp: '1999-01-01T00:00:00Z',
      channelData: { clientActivityID: 'c-1', secret: 'x' },
    });
    expect(sent).toMatchObject({ status: 200, json: { id: `${visitor.conversationId}|0000001` } });
    const { all, watermark } = await lastOf(visitor);
    expect(watermark).toBe('1');
    expect(all).toEqual([
      {
        type: 'message',
        id: `${visitor.conversationId}|0000001`,
        timestamp: new Date(START_UTC).toISOString(),
        channelId: 'webchat',
        conversation: { id: visitor.conversationId },
        from: { id: visitor.userId, name: '', role: 'user' },
        text: 'hi',
        textFormat: 'plain',
        channelData: { clientActivityID: 'c-1' },
      },
    ]);
  });

  it('takes the same activity sent again, also at the same time, as one', async () => {
    const visitor = await begin(on.webchat);
    const again = { text: 'book', channelData: { clientActivityID: 'same' } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => say(on.webchat, visitor, again)));
    expect(new Set(answers.map(({ json }) => json['id'])).size).toBe(1);
    expect((await lastOf(visitor)).all).toHaveLength(1);
    const heard = on.webchat.heard.filter(
      ({ address, content }) => address === visitor.conversationId && content.kind === 'text',
    );
    expect(heard).toHaveLength(1);
  });

  it('would show it twice without the unique key, so the check above can fail', async () => {
    const unguarded = await openWebchat();
    await unguarded.mongo.db.collection('webchat_activities').dropIndex('webchat_by_key');
    const visitor = await begin(unguarded);
    const again = { text: 'book', channelData: { clientActivityID: 'same' } };
    await say(unguarded, visitor, again);
    await say(unguarded, visitor, again);
    const { json } = await call(unguarded, 'GET', activities(visitor.conversationId), { token: visitor.token });
    await unguarded.close();
    expect(json['activities']).toHaveLength(2);
  });

  it('answers what is after a watermark, and says nothing new when there is nothing', async () => {
    const visitor = await begin(on.webchat);
    for (const text of ['one', 'two', 'three']) await say(on.webchat, visitor, { text });
    const after = (watermark: string) =>
      call(on.webchat, 'GET', `${activities(visitor.conversationId)}?watermark=${watermark}`, { token: visitor.token });
    expect((await after('2')).json).toMatchObject({ activities: [{ text: 'three' }], watermark: '3' });
    expect((await after('3')).json).toEqual({ activities: [], watermark: '3' });
    expect((await after('undefined')).json['activities']).toHaveLength(3);
    expect((await after('x')).status).toBe(400);
    expect((await after('-1')).status).toBe(400);
  });

  it('sends a message with its chips, link and calendar file once, however often it is sent', async () => {
    const visitor = await begin(on.webchat);
    const to = { channel: 'webchat', account: 'willow', address: visitor.conversationId } as const;
    const rendered = on.webchat.adapter.render({
      text: 'What would you like?',
      choices: [{ id: 'cut', digit: '1', label: 'Haircut', detail: '30 min, £25' }],
      waysOut: [{ id: 'person', digit: '9', label: 'A person' }],
      stepId: 'service',
      link: { label: 'Pay £25', url: 'https://pay.example/1' },
      attachment: {
        kind: 'calendar',
        filename: 'visit.ics',
        content: 'BEGIN:VCALENDAR',
        url: 'https://book.example/ics/1',
      },
      language: 'en',
      class: 'answer',
    });
    const outcomes = await Promise.all([1, 2, 3].map(() => on.webchat.adapter.send(to, rendered, 'k:1')));
    const id = `${visitor.conversationId}|0000001`;
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ kind: 'sent', providerMessageIds: [id] })));
    expect((await lastOf(visitor)).all).toMatchObject([
      {
        type: 'message',
        id,
        text: 'What would you like?',
        from: { id: 'parley', role: 'bot' },
        suggestedActions: {
          actions: [
            { type: 'messageBack', title: 'Haircut, 30 min, £25', displayText: 'Haircut', value: 'service.cut' },
            { type: 'messageBack', title: 'A person', value: 'service.person' },
          ],
        },
        attachments: [
          { contentType: 'application/vnd.microsoft.card.hero' },
          { contentType: 'text/calendar', contentUrl: 'https://book.example/ics/1', name: 'visit.ics' },
        ],
      },
    ]);
  });

  it('hears of an upload as a picture, a voice note or a file, and keeps none of it', async () => {
    const visitor = await begin(on.webchat);
    const upload = (type: string, bytes: number) => {
      const form = new FormData();
      const activity = { type: 'message', text: 'look', channelData: { clientActivityID: `u-${type}-${bytes}` } };
      form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
      form.append('file', new Blob([Buffer.alloc(bytes)], { type }), 'thing');
      const path = `/v3/directline/conversations/${visitor.conversationId}/upload?userId=${visitor.userId}`;
      return call(on.webchat, 'POST', path, { token: visitor.token, body: form });
    };
    expect((await upload('image/png', 300_000)).status).toBe(200);
    expect((await upload('audio/ogg', 10)).status).toBe(200);
    expect((await upload('application/pdf', 10)).status).toBe(200);
    expect((await upload('image/png', 11 * 1024 * 1024)).status).toBe(413);
    const heard = on.webchat.heard.filter(({ address }) => address === visitor.conversationId).slice(1);
    expect(heard.map(({ content }) => content)).toEqual([
      { kind: 'media', media: 'image', caption: 'look' },
      { kind: 'media', media: 'voice', caption: 'look' },
      { kind: 'media', media: 'file', caption: 'look' },
    ]);
    const { all } = await lastOf(visitor);
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({ channelData: { clientActivityID: 'u-image/png-300000' } });
  });
});
