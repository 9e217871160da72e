import type { RequestHandler, Response } from 'express';
import { randomBytes } from 'node:crypto';
import { readUpTo } from '../../src/platform/read-up-to.js';
import type { DirectLineDeps } from './directline.routes.js';
import { bodyOf, claimsOf, fail, flooded, inTime } from './http.js';
import { parseActivity, parseUpload, type PostedActivity } from './inbound-activity.js';
import type { TokenClaims } from './tokens.js';
import { eventOf } from './visitor.js';
import type { ActivityBody } from './webchat.model.js';

/** 10 MB, and the form around them. */
const UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024 + 64 * 1024;

export function postActivity(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const posted = parseActivity(bodyOf(req));
    if (!posted) return fail(res, 400, 'the activity cannot be read');
    await take(deps, claimsOf(res), posted, res);
  };
}

/** A file, with the words that came with it. It is handed on unread; what it is and whether it is kept is decided later. */
export function upload(deps: DirectLineDeps): RequestHandler {
  return async (req, res) => {
    const bytes = Number(req.headers['content-length'] ?? NaN);
    if (Number.isNaN(bytes)) return fail(res, 400, 'the upload cannot be read');
    const body = bytes > UPLOAD_LIMIT_BYTES ? null : await readUpTo(req, UPLOAD_LIMIT_BYTES);
    if (!body) {
      res.set('Connection', 'close');
      return fail(res, 413, 'this file is too large');
    }
    const parsed = await parseUpload(body, req.headers['content-type'] ?? '');
    if (!parsed) return fail(res, 400, 'the upload cannot be read');
    const { clientActivityId, media, caption, file: sent } = parsed;
    if (sent && !deps.mayUpload(claimsOf(res).conv)) return flooded(res);
    const file = sent ? await deps.takeFile?.(sent.content, { type: sent.type, name: sent.name }) : undefined;
    const posted: PostedActivity = {
      content: { kind: 'media', media, ...(caption ? { caption } : {}), ...(file ? { file } : {}) },
      clientActivityId,
      language: null,
      shown: { text: caption || (sent?.name ?? ''), displayText: null, isPostBack: false },
    };
    await take(deps, claimsOf(res), posted, res);
  };
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
