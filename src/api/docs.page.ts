import { escapeHtml } from '../platform/html.js';
import type { OpenApiDocument, OperationObject } from './document.js';

/** The document as a page: no scripts, nothing from elsewhere, readable without styles. */
export function docsPage({ info, tags, paths, components }: OpenApiDocument): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags
    .map((tag) => ({ ...tag, list: all.filter(({ operation }) => operation.tags.includes(tag.name)) }))
    .filter(({ list }) => list.length > 0);
  const links = groups.map(({ name }) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title>
<style>${CSS}</style>
</head>
<body>
<header><h1>${escapeHtml(info.title)} API</h1><p>${inline(info.description)}</p>
<p><a href="openapi.json">openapi.json</a></p></header>
<nav aria-label="Parts">${links.join(' ')} <a href="#shapes">Shapes</a></nav>
<main>
${groups.map(group).join('\n')}
<section id="shapes" aria-labelledby="shapes-h"><h2 id="shapes-h">Shapes</h2>
${Object.entries(components.schemas).map(shape).join('\n')}
</section>
</main>
</body>
</html>
`;
}

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

function group(tag: { name: string; description: string; list: readonly Listed[] }): string {
  const name = escapeHtml(tag.name);
  return `<section id="${name}" aria-labelledby="${name}-h"><h2 id="${name}-h">${name}</h2>
<p>${inline(tag.description)}</p>
${tag.list.map(one).join('\n')}
</section>`;
}

function one({ path, method, operation }: Listed): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const scope = operation['x-scope'];
  const body = requestBody?.content['application/json']?.['schema'];
  const rows = [
    ...parameters.map(
      (field) =>
        `<tr><th scope="row"><code>${escapeHtml(field.name)}</code></th><td>${field.in}${field.required ? ', needed' : ''}</td>` +
        `<td>${inline(text(field['description']))}</td></tr>`,
    ),
    ...(body
      ? [`<tr><th scope="row">Body</th><td>${requestBody.required ? 'needed' : ''}</td><td>${named(body)}</td></tr>`]
      : []),
  ];
  const answers = Object.entries(responses).map(([status, { description: words, content }]) => {
    const schema = content?.['application/json']?.['schema'];
    return `<tr><th scope="row">${status}</th><td>${inline(words)} ${schema ? named(schema) : ''}</td></tr>`;
  });
  return `<details id="${escapeHtml(operation.operationId)}">
<summary><code class="m ${method}">${method.toUpperCase()}</code> <code>${escapeHtml(path)}</code> <span>${escapeHtml(summary)}</span></summary>
${description ? `<p>${inline(description)}</p>` : ''}
<p>${typeof scope === 'string' ? `Needs a key that may <b>${escapeHtml(scope)}</b>.` : 'Open to everybody.'}</p>
${rows.length > 0 ? `<div class="wide"><table><caption>What it takes</caption>${rows.join('')}</table></div>` : ''}
<div class="wide"><table><caption>What it answers</caption>${answers.join('')}</table></div>
</details>`;
}

function shape([name, schema]: [string, unknown]): string {
  return `<details id="shape-${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary>
<pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;
}

function named(schema: unknown): string {
  const reference = (schema as { $ref?: unknown }).$ref;
  const name = typeof reference === 'string' ? reference.split('/').at(-1)! : null;
  return name ? `<a href="#shape-${escapeHtml(name)}">${escapeHtml(name)}</a>` : '';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const inline = (words: string): string => escapeHtml(words).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const CSS = `:root{color-scheme:light dark;--ink:#0f172a;--paper:#f8fafc;--sheet:#fff;--line:#e2e8f0;--soft:#475569;--link:#1d4ed8}
@media(prefers-color-scheme:dark){:root{--ink:#e2e8f0;--paper:#0b1220;--sheet:#131c2e;--line:#27344b;--soft:#9fb0c8;--link:#93b4ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:880px;padding:32px 16px 64px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:28px;margin:0 0 8px}h2{font-size:20px;margin:40px 0 4px}p{margin:4px 0 12px;color:var(--soft)}a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;padding:8px 0;border-bottom:1px solid var(--line)}nav a{padding:4px 0}
details{background:var(--sheet);border:1px solid var(--line);border-radius:12px;margin:8px 0;padding:0 16px}details[open]{padding-bottom:12px}
summary{padding:12px 0;cursor:pointer;overflow-wrap:anywhere}summary span{color:var(--soft)}summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow-x:auto;margin:0}.m{display:inline-block;min-width:4.5em;font-weight:700}
.get{color:#15803d}.post{color:#1d4ed8}.delete{color:#b91c1c}@media(prefers-color-scheme:dark){.get{color:#86efac}.post{color:#93b4ff}.delete{color:#fca5a5}}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:8px 0}caption{text-align:left;font-weight:600;padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}th{font-weight:400;white-space:nowrap}`;
