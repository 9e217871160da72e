import type { CompilerTools } from './compile.js';
import { NEVER, type Expression } from './expression.js';
import { DO_KINDS } from './kinds.js';
import { minutesOf, type ActSource } from './schema.js';
import type { DoBlock, HttpRequest } from './script.js';
import type { Path } from './source.js';
import { parseTemplate, type Template } from './text.js';

/** Turns an act as written into what the engine runs. */
export function compileAct(
  tools: CompilerTools,
  at: { readonly id: string; readonly index: number },
  given: ActSource,
  path: Path,
): DoBlock {
  tools.fields(given.do, given, path);
  return {
    ...at,
    kind: 'do',
    act: given.do,
    moving: given.moving ?? false,
    exits: tools.exits(DO_KINDS[given.do].exits, given, path),
    say: given.say === undefined ? null : tools.texts.text(given.say, [...path, 'say']),
    topic: given.topic ?? null,
    reason: given.reason ?? null,
    note: given.note?.split('.') ?? null,
    http: given.do === 'http' && given.url !== undefined ? request(tools, given, given.url, path) : null,
    to: given.to ?? null,
    address: given.address?.split('.') ?? null,
    emit: given.event === undefined ? null : { event: given.event, data: values(tools, given.data, [...path, 'data']) },
    callback: given.for === undefined ? null : { lastsMin: minutesOf(given.for), take: takenBy(given) },
  };
}

function values(
  tools: CompilerTools,
  given: Readonly<Record<string, string>> = {},
  path: Path,
): (readonly [string, Expression])[] {
  return Object.entries(given).map(
    ([name, value]) => [name, tools.texts.expression(value, 'value', [...path, name]) ?? NEVER] as const,
  );
}

/** The variables an answer from outside fills, and where in it their values stand. */
export function takenBy({ take = {} }: ActSource): HttpRequest['take'] {
  return Object.entries(take).map(([name, { path, type }]) => ({ name, path, type }));
}

function request(tools: CompilerTools, given: ActSource, url: string, path: Path): HttpRequest {
  const { method = 'GET', body } = given;
  if (method === 'GET' && given.body)
    tools.source.report([...path, 'body'], 'a GET sends no body', 'Use "method: POST", or put the values into the url');
  return {
    method,
    url: address(tools, url, [...path, 'url']),
    body: values(tools, body, [...path, 'body']),
    take: takenBy(given),
  };
}

/** Scheme and host are constant: what a person writes must never decide which server is asked. */
export function address(tools: CompilerTools, url: string, path: Path): Template {
  const parsed = parseTemplate(url);
  if (!parsed.ok) {
    tools.source.report(path, `the address ${parsed.reason}`, 'Correct the address');
    return [];
  }
  const [first] = parsed.template;
  // Without the slash a value that follows would lengthen the host.
  const host =
    parsed.template.length > 1 ? /^https:\/\/[a-z0-9.-]+(?::\d+)?\// : /^https:\/\/[a-z0-9.-]+(?::\d+)?(?:\/|$)/;
  if (typeof first !== 'string' || !host.test(first))
    tools.source.report(
      path,
      'the address must begin with https:// and a constant host, then a /',
      'Write the host out: "https://prices.example/v1?code={place.postcode}"',
    );
  return parsed.template;
}
