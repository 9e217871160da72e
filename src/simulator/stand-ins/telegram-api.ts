import { z } from 'zod';
import type { StandInRequest, StandInResponse } from './http.js';

/** What Telegram answers: `ok` with a result, or an error with a description and, for 429, how long to wait. */
export function telegramOk(result: unknown): StandInResponse {
  return { status: 200, json: { ok: true, result } };
}

export function telegramError(code: number, description: string, parameters?: object): StandInResponse {
  return { status: code, json: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) } };
}

export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface MethodCall {
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** The parameters of a call, from JSON, a form or a multipart upload. */
export function readCall({ headers, body, query }: StandInRequest): MethodCall {
  const contentType = headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) return readMultipart(contentType, body);
  const params: Record<string, unknown> = Object.fromEntries(query);
  if (contentType.startsWith('application/json') && body.length > 0) {
    const json: unknown = JSON.parse(body.toString('utf8'));
    Object.assign(params, json);
  } else if (contentType.startsWith('application/x-www-form-urlencoded')) {
    Object.assign(params, Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  }
  return { params, files: new Map() };
}

/** Parsed by hand: the platform's own parser wants header names spelled its way, and grammY spells them another. */
function readMultipart(contentType: string, body: Buffer): MethodCall {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) throw new Error('multipart without a boundary');
  const params: Record<string, unknown> = {};
  const files = new Map<string, UploadedFile>();
  // latin1 maps each byte to one character and back, so files survive the splitting.
  for (const section of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const headEnd = section.indexOf('\r\n\r\n');
    const head = Buffer.from(section.slice(0, headEnd), 'latin1').toString('utf8');
    const content = Buffer.from(section.slice(headEnd + 4, section.lastIndexOf('\r\n')), 'latin1');
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
    const filename = /;\s*filename="?([^"\r\n;]*)"?/i.exec(head)?.[1];
    if (name === undefined) throw new Error('multipart section without a name');
    if (filename === undefined) params[name] = content.toString('utf8');
    else files.set(name, { filename, contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? '', content });
  }
  return { params, files };
}

const button = z.object({
  text: z.string().min(1),
  callback_data: z.string().optional(),
  url: z.string().optional(),
});
const markup = z.object({ inline_keyboard: z.array(z.array(button)) });
export type InlineButton = z.infer<typeof button>;

/** Rows of buttons; `refused` in Telegram's own words when the keyboard breaks a rule. */
export function readKeyboard(
  value: unknown,
): { readonly rows: readonly (readonly InlineButton[])[] } | { readonly refused: string } {
  if (value === undefined || value === '') return { rows: [] };
  const parsed = markup.safeParse(typeof value === 'string' ? parseJson(value) : value);
  if (!parsed.success) return { refused: "Bad Request: can't parse reply keyboard markup JSON object" };
  const rows = parsed.data.inline_keyboard;
  for (const { text, callback_data: data, url } of rows.flat()) {
    if ((data === undefined) === (url === undefined))
      return { refused: 'Bad Request: text buttons are unallowed in the inline keyboard' };
    const bytes = data === undefined ? null : Buffer.byteLength(data);
    if (bytes !== null && (bytes < 1 || bytes > 64)) return { refused: 'Bad Request: BUTTON_DATA_INVALID' };
    if (url !== undefined && !isPublicUrl(url))
      return { refused: `Bad Request: inline keyboard button URL '${url}' is invalid: Wrong HTTP URL` };
    if (text.length > 256) return { refused: 'Bad Request: BUTTON_TEXT_INVALID' };
  }
  if (rows.flat().length > 100) return { refused: 'Bad Request: REPLY_MARKUP_TOO_LONG' };
  return { rows: rows.filter((row) => row.length > 0) };
}

/** Telegram refuses buttons that lead to bare host names. */
function isPublicUrl(url: string): boolean {
  return URL.canParse(url) && /^(https?|tg):$/.test(new URL(url).protocol) && new URL(url).hostname.includes('.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
