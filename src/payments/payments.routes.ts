import { Router, type Request, type Response } from 'express';
import { rawBody, toRawRequest } from '../platform/http.js';
import type { Payments } from './payments.service.js';

/** The gateway's way in, and the two pages it sends people back to. Mount before any body parser: signatures need raw bytes. */
export function createPaymentRoutes({ payments }: { readonly payments: Payments }): Router {
  const router = Router();

  router.post('/webhooks/stripe', rawBody, async (req: Request, res: Response) => {
    const result = await payments.receiveStripe(toRawRequest(req));
    if (result.kind === 'refused') res.status(result.status).json({ title: result.reason, status: result.status });
    else res.status(200).json({ received: true });
  });

  // Neither page decides or promises anything: only the signed event does, and the chat tells of it.
  router.get('/paid', (_req, res) => {
    res
      .type('html')
      .send(page('Thank you', 'Your chat tells you as soon as the payment has arrived. You can close this page.'));
  });
  router.get('/not-paid', (_req, res) => {
    res.type('html').send(page('Nothing was paid', 'The link in your chat still works until the time it names.'));
  });
  return router;
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 420px; margin: 0 auto; padding: 48px 24px; background: #f8fafc; color: #0f172a; font: 18px/1.5 system-ui, sans-serif; }
h1 { font-size: 28px; }
@media (prefers-color-scheme: dark) { body { background: #0b1220; color: #e2e8f0; } }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
}
