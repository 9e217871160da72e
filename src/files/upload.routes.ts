import express, { type ErrorRequestHandler, type Response as HttpResponse, type Router } from 'express';
import { createHash } from 'node:crypto';
import type { FlowEvent } from '../flow/protocol.js';
import type { Log } from '../platform/log.js';
import { FILE_LIMIT_BYTES } from './blobs.js';
import type { FileLinks } from './file-links.js';
import type { Files } from './files.service.js';
import { sniff } from './sniff.rules.js';
import type { UploadLinks } from './upload-links.js';
import { UPLOAD_CSS, uploadPage, type UploadView } from './upload.page.js';

export interface UploadRoutesDeps {
  readonly files: Files;
  readonly links: UploadLinks;
  readonly fileLinks: FileLinks;
  readonly log: Log;
  readonly findShop: (shopId: string) => Promise<{ readonly name: string }>;
  /** Hands the chat what was left; the same id again changes nothing. */
  readonly tell: (
    conversationId: string,
    eventId: string,
    event: Extract<FlowEvent, { type: 'media' }>,
  ) => Promise<void>;
}

/** The form around the file. */
const FORM_BYTES = 64 * 1024;
const STYLE = `'sha256-${createHash('sha256').update(UPLOAD_CSS).digest('base64')}'`;

/** `/u/:token` takes a file for a chat, `/f/:token` shows a kept one to the people of the shop. The token is the permission. */
export function createUploadRoutes(deps: UploadRoutesDeps): Router {
  const { files, links, fileLinks } = deps;
  const router = express.Router();

  router.get('/u/:token', async (req, res) => {
    const opened = await links.open(req.params.token);
    if (opened.kind !== 'good') return show(res, { view: opened.kind });
    await showTo(res, opened.link, { view: 'ask' });
  });

  const form = express.raw({ type: 'multipart/form-data', limit: FILE_LIMIT_BYTES + FORM_BYTES });
  router.post('/u/:token', form, async (req, res) => {
    const { token } = req.params;
    const opened = await links.open(token ?? '');
    if (opened.kind !== 'good') return show(res, { view: opened.kind });
    const { link } = opened;
    const file = await fileOf(req.body, req.headers['content-type'] ?? '');
    if (!file || file.size === 0) return showTo(res, link, { view: 'ask', problem: 'none' }, 400);
    if (file.size > FILE_LIMIT_BYTES) return showTo(res, link, { view: 'ask', problem: 'tooBig' }, 413);
    if (!(await links.use(link._id))) return show(res, { view: 'ended' });
    try {
      const content = Buffer.from(await file.arrayBuffer());
      const ref = await files.takeIn(content, { type: file.type || null, name: file.name || null });
      await deps.tell(link.conversationId, ref.ref, { type: 'media', media: mediaOf(content), file: ref });
    } catch (error) {
      deps.log.error({ err: error }, 'an uploaded file could not be handed to its chat');
      return showTo(res, link, { view: 'ask', problem: 'later' }, 503);
    }
    await showTo(res, link, { view: 'thanks' });
  });

  router.get('/f/:token', async (req, res) => {
    const id = fileLinks.open(req.params.token);
    const file = id === null ? null : await files.open(id);
    if (!file) return void secured(res).status(404).type('text/plain').send('There is no file behind this link.');
    secured(res).set({
      'Content-Type': file.type,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
    res.send(file.content);
  });

  async function showTo(
    res: HttpResponse,
    { language, shopId }: { language: string; shopId: string },
    view: UploadView,
    status?: number,
  ): Promise<void> {
    show(res, view, { language, shop: (await deps.findShop(shopId)).name }, status);
  }

  /** Too much to read at all: said on the page, in words. */
  const tooLong: ErrorRequestHandler = async (error: unknown, req, res, next) => {
    const isTooLong = typeof error === 'object' && error !== null && 'status' in error && error.status === 413;
    const token = /^\/u\/([\w-]{22})$/.exec(req.path)?.[1];
    if (!isTooLong || token === undefined) return next(error);
    const opened = await links.open(token);
    if (opened.kind !== 'good') return show(res, { view: opened.kind });
    await showTo(res.set('Connection', 'close'), opened.link, { view: 'ask', problem: 'tooBig' }, 413);
  };
  router.use(tooLong);
  return router;
}

const STATUS: Readonly<Record<UploadView['view'], number>> = { ask: 200, thanks: 200, ended: 410, unknown: 404 };

function show(
  res: HttpResponse,
  view: UploadView,
  words = { language: 'en', shop: '' },
  status = STATUS[view.view],
): void {
  secured(res).set(
    'Content-Security-Policy',
    `default-src 'none'; style-src ${STYLE}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  res.status(status).type('text/html').send(uploadPage(view, words));
}

/** Links end up in logs and previews; nothing of what is behind them may be kept on the way. */
function secured(res: HttpResponse): HttpResponse {
  return res.set({
    'Cache-Control': 'private, no-store',
    'X-Robots-Tag': 'noindex',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
}

/** The form's file, or null when there is none to be read. */
async function fileOf(body: unknown, contentType: string): Promise<File | null> {
  if (!Buffer.isBuffer(body)) return null;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const file = form.get('file');
    return file !== null && typeof file !== 'string' ? file : null;
  } catch {
    return null;
  }
}

function mediaOf(content: Buffer): string {
  const sniffed = sniff(content);
  const type = sniffed.kind === 'known' ? sniffed.type : '';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'voice';
  return type.startsWith('video/') ? 'video' : 'file';
}
