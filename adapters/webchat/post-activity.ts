import type { Request, RequestHandler, Response } from 'express';
import { randomBytes } from 'node:crypto';
import type { DirectLineDeps } from './directline.routes.js';
import { BODY_LIMIT_BYTES, bodyOf, claimsOf, fail, flooded, inTime } from './http.js';
import { parseActivity, parseUpload, type PostedActivity } from './inbound-activity.js';
import type { TokenClaims } from './tokens.js';
import { eventOf } from './visitor.js';
import type { ActivityBody } from './webchat.model.js';

const UPLOAD_LIMIT_BYTES = 8 * 1024 * 1024;

export function postActivity(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const posted = parseActivity(bodyOf(req));
    if (!posted) return fail(res, 400, 'the activity cannot be read');
    await take(deps, claimsOf(res), posted, res);
  };
}

/** Files are not kept: the conversation hears that one came and says what it cannot do with it. */
export function upload(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const bytes = Number(req.headers['content-length'] ?? NaN);
    if (Number.isNaN(bytes)) return fail(res, 400, 'the upload cannot be read');
    if (bytes > UPLOAD_LIMIT_BYTES) {
      res.set('Connection', 'close');
      return fail(res, 413, 'this file is too large');
    }
    const head = await readHead(req);
    const parsed = parseUpload(head, req.headers['content-type'] ?? '');
    if (!parsed) return fail(res, 400, 'the upload cannot be read');
    const { clientActivityId, media, caption } = parsed;
    const posted: PostedActivity = {
      content: { kind: 'media', media, ...(caption ? { caption } : {}) },
      clientActivityId,
      language: null,
      shown: { text: caption, displayText: null, isPostBack: false },
    };
    await take(deps, claimsOf(res), posted, res);
  };
}

/** The beginning of a body; the rest is let through and dropped. */
async function readHead(req: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let kept = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    if (kept >= BODY_LIMIT_BYTES) continue;
    chunks.push(chunk.subarray(0, BODY_LIMIT_BYTES - kept));
    kept += chunk.length;
  }
  return Buffer.concat(chunks);
}

/**
 * Shows the person their own message on the stream, then hands it in, then answers. The echo is stored first so that it
 * stands before the reply; it is stored once however often the client sends the same activity.
 */
async function take(deps: DirectLineDeps, claims: TokenClaims, posted: PostedActivity, res: Response): Promise<void> {
  const { store, streams, sink, patienceMs } = deps;
  const key = `in:${posted.clientActivityId ?? randomBytes(12).toString('base64url')}`;
  if (!posted.content) return void res.json({ id: `${claims.conv}|${key}` });
  const { row, isNew } = await inTime(
    store.append({ conversationId: claims.conv, key, activity: echoOf(claims, posted) }),
    patienceMs,
  );
  if (isNew) {
    streams.wake(claims.conv);
    streams.showTyping(claims.conv);
  }
  const event = eventOf(claims, posted.clientActivityId ?? row._id, posted.content, posted.language);
  if ((await inTime(sink.accept(event), patienceMs)) === 'flooded') return flooded(res);
  res.json({ id: row._id });
}

function echoOf(claims: TokenClaims, { shown, clientActivityId, content }: PostedActivity): ActivityBody {
  const channelData = {
    ...(clientActivityId === null ? {} : { clientActivityID: clientActivityId }),
    ...(shown.displayText === null ? {} : { messageBack: { displayText: shown.displayText } }),
    ...(shown.isPostBack ? { postBack: true } : {}),
  };
  return {
    type: 'message',
    from: { id: claims.user, name: '', role: 'user' },
    text: shown.text || (content?.kind === 'media' ? '📎' : ''),
    textFormat: 'plain',
    channelData,
    ...(content?.kind === 'choice' ? { value: content.token } : {}),
  };
}
