import type { Check, Checked } from './check.js';
import { writtenIn } from './texts.js';
import type { Template } from '../script/text.js';
import type { Path } from '../script/source.js';

/** Keys of the services shops use, and words before a password. */
const SECRETS: readonly RegExp[] = [
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}/,
  /\bAKIA[0-9A-Z]{12,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{8,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\b(?:AC|SK)[0-9a-f]{32}\b/,
  /\b\d{8,10}:[A-Za-z0-9_-]{30,}/,
  /-----BEGIN [A-Z ]+-----/,
  /\bBearer\s+[A-Za-z0-9._-]{16,}/,
  /\b(?:password|passwd|api[_-]?key|secret|contraseña)\s*[:=]\s*\S{4,}/i,
  /[?&](?:key|token|api_key|apikey|secret|password)=[^{}&\s]{4,}/i,
];

export const secretInText: Check = {
  id: 'secret-in-text',
  severity: 'blocks',
  finds: 'A key or a password stands in the script, where everyone who reads it can use it.',
  remedy: 'Take it out and renew it: keys belong into the settings of the house.',
  run(checked, found) {
    for (const { path, words, language } of everything(checked))
      if (SECRETS.some((secret) => secret.test(words)))
        found(
          path,
          'it holds a key or a password',
          'Take it out, and renew it: it has been seen',
          language ? { language } : {},
        );
  },
};

/** What says who a person is. */
const PERSONAL =
  /^(?:person\.(?:name|phone|email|profileName|address)|name|phone|email|address|codeSent|booking\.customerName)\b/;

export const personalDataInLink: Check = {
  id: 'personal-data-in-link',
  severity: 'blocks',
  finds: 'A name, number or address of a person goes into a web address, which servers write into their logs.',
  remedy: 'Send it in the body of a POST, or send an id.',
  run({ script }, found) {
    const personal = new Set(
      script.blocks.flatMap((block) =>
        block.kind === 'ask' &&
        ['name', 'phone', 'email', 'address', 'location'].includes(block.ask) &&
        block.save !== null
          ? [block.save]
          : [],
      ),
    );
    const names = (path: string): boolean => PERSONAL.test(path) || personal.has(path.split('.')[0]!);
    const report = (path: Path, shown: readonly string[], language?: string): void => {
      for (const one of shown.filter(names))
        found(
          path,
          `{${one}} goes into a web address`,
          'Send it in the body of a POST, or send an id',
          language ? { language } : {},
        );
    };
    for (const block of script.blocks) {
      const at: Path = ['blocks', block.id];
      if (block.kind === 'do' && block.http) report([...at, 'url'], shownIn(block.http.url));
      if (block.kind === 'say' && block.media && 'url' in block.media)
        report([...at, 'media', 'url'], shownIn(block.media.url));
      if (block.kind === 'ask' && block.link) report([...at, 'link', 'url'], [block.link.url.join('.')]);
    }
    for (const { path, template, language } of writtenIn(script)) report(path, inAddresses(template), language);
  },
};

function shownIn(template: Template): string[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [part.path.join('.')]));
}

/** The values that stand inside a web address of a text. */
function inAddresses(template: Template): string[] {
  const shown: string[] = [];
  let inside = false;
  for (const part of template) {
    if (typeof part !== 'string') {
      if (inside) shown.push(part.path.join('.'));
      continue;
    }
    const from = part.lastIndexOf('://');
    inside = from >= 0 ? !/\s/.test(part.slice(from)) : inside && !/\s/.test(part);
  }
  return shown;
}

export const sensitiveShown: Check = {
  id: 'sensitive-shown',
  severity: 'blocks',
  finds: 'A value that is never to be shown stands in a text.',
  remedy: 'Leave it out, or do not mark it as sensitive.',
  run({ script }, found) {
    for (const { template, path, language } of writtenIn(script))
      for (const shown of shownIn(template))
        if (script.sensitive.has(shown.split('.')[0]!))
          found(path, `{${shown}} is marked as sensitive`, 'Leave it out of the text', { language });
  },
};

/** All words of a script, and the addresses and values that are not said to anybody. */
function everything({ script, source }: Checked): { path: Path; words: string; language: string | null }[] {
  const said = writtenIn(script).map(({ path, words, language }) => ({ path, words, language }));
  const rest: { path: Path; words: string; language: null }[] = [];
  const blocks = (source.value as { blocks?: Record<string, Record<string, unknown>> } | null)?.blocks ?? {};
  for (const [id, block] of Object.entries(blocks))
    for (const key of ['url', 'body', 'data', 'set', 'with', 'link', 'media', 'contact'] as const)
      if (block[key] !== undefined)
        rest.push({ path: ['blocks', id, key], words: JSON.stringify(block[key]), language: null });
  return [...said, ...rest];
}
