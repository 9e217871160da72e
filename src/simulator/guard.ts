import type { Request, RequestHandler } from 'express';

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOCAL_ADDRESS = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * The page moves the clock and speaks for people, so only somebody sitting at this machine may use it. The address alone
 * would not do: a tunnel to the internet ends on this machine too, and a foreign page can point its own name at it. Hence
 * the Host must be one of this machine's names, nothing may have been forwarded, and an act must come from this very page.
 */
export const onlyFromHere: RequestHandler = (req, res, next) => {
  const reason = refusal(req);
  if (reason === null) return next();
  res.status(403).json({ title: reason, status: 403 });
};

function refusal(req: Request): string | null {
  const { host = '', origin } = req.headers;
  const isForwarded = req.headers['x-forwarded-for'] !== undefined || req.headers.forwarded !== undefined;
  if (isForwarded || !LOCAL_ADDRESS.test(req.socket.remoteAddress ?? '') || !LOCAL_NAMES.has(nameOf(host)))
    return 'The phones page is only for the machine it runs on';
  if (origin !== undefined && origin !== `http://${host}`) return 'This comes from another page';
  if (
    req.method !== 'GET' &&
    req.headers['sec-fetch-site'] !== undefined &&
    req.headers['sec-fetch-site'] !== 'same-origin'
  )
    return 'This comes from another page';
  return null;
}

/** The address of a Host header without its port. */
export function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}

export function isLocalName(name: string): boolean {
  return LOCAL_NAMES.has(name);
}
