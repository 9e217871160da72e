import { directionOf } from '../messaging/direction.js';
import { escapeHtml } from '../platform/html.js';
import { PAGE_CSS } from './tracking.assets.js';

/** The whole of a page around its body: language, direction, style. Nothing is loaded from elsewhere. */
export function frame(page: { language: string; title: string; body: string; nonce: string }): string {
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}" dir="${directionOf(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:,">
<style nonce="${page.nonce}">${PAGE_CSS}</style>
</head>
<body>
${page.body}
</body>
</html>
`;
}
