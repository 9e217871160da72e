import { randomBytes } from 'node:crypto';

/** A content template, as the Content API keeps it. */
export interface StoredContent {
  readonly sid: string;
  readonly friendlyName: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, unknown>>;
  /** Approved by WhatsApp: may open a conversation. */
  readonly approved: boolean;
}

/** What a phone shows of a content once its variables are filled in. */
export interface FilledContent {
  readonly body: string;
  readonly buttons?: readonly { readonly id: string; readonly title: string }[];
  readonly rows?: readonly { readonly id: string; readonly title: string; readonly description?: string }[];
  readonly listButton?: string;
}

export type FillResult = { readonly filled: FilledContent } | { readonly refused: string };

const TYPES = new Set(['twilio/text', 'twilio/quick-reply', 'twilio/list-picker']);

/** Checks a create request as the API does: its own snake_case names, known types, variables as strings. */
export function readContent(json: unknown): StoredContent | { readonly refused: string } {
  if (!isRecord(json)) return { refused: 'the body is not a JSON object' };
  const { friendly_name: friendlyName = '', language, variables = {}, types } = json;
  if (typeof friendlyName !== 'string') return { refused: 'friendly_name must be a string' };
  if (typeof language !== 'string' || !/^[a-z]{2}(_[A-Z]{2})?$/.test(language))
    return { refused: 'language is missing' };
  if (!isRecord(types) || Object.keys(types).length === 0) return { refused: 'types is missing' };
  const unknown = Object.keys(types).find((type) => !TYPES.has(type));
  if (unknown) return { refused: `types: ${unknown} is not a content type` };
  if (!isStringRecord(variables)) return { refused: 'variables must map names to strings' };
  const sid = `HX${randomBytes(16).toString('hex')}`;
  return { sid, friendlyName, language, variables, types, approved: false };
}

export function presentContent(content: StoredContent, accountSid: string, baseUrl: string): object {
  const url = `${baseUrl}/v1/Content/${content.sid}`;
  return {
    sid: content.sid,
    account_sid: accountSid,
    friendly_name: content.friendlyName,
    language: content.language,
    variables: content.variables,
    types: content.types,
    url,
    date_created: '2026-11-01T00:00:00Z',
    date_updated: '2026-11-01T00:00:00Z',
    links: { approval_create: `${url}/ApprovalRequests/whatsapp`, approval_fetch: `${url}/ApprovalRequests` },
  };
}

/** Fills the variables in and checks WhatsApp's limits: 3 buttons of 20, 10 rows of 24 with 72 below, bodies of 1024. */
export function fillContent(content: StoredContent, given: Readonly<Record<string, string>>): FillResult {
  const missing = new Set<string>();
  const fill = (template: unknown): string =>
    (typeof template === 'string' ? template : '').replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
      const value = given[name];
      if (value === undefined || value === '') missing.add(name);
      return value ?? '';
    });
  const filled = fillTypes(content.types, fill);
  if (missing.size > 0) return { refused: `variables without a value: ${[...missing].join(', ')}` };
  const refused = beyondLimits(filled);
  return refused ? { refused } : { filled };
}

function fillTypes(types: Readonly<Record<string, unknown>>, fill: (template: unknown) => string): FilledContent {
  const quick = types['twilio/quick-reply'];
  if (isRecord(quick)) {
    const buttons = records(quick['actions']).map(({ id, title }) => ({ id: fill(id), title: fill(title) }));
    return { body: fill(quick['body']), buttons };
  }
  const list = types['twilio/list-picker'];
  if (isRecord(list)) {
    const rows = records(list['items']).map(({ id, item, description }) => ({
      id: fill(id),
      title: fill(item),
      ...(description === undefined ? {} : { description: fill(description) }),
    }));
    return { body: fill(list['body']), rows, listButton: fill(list['button']) };
  }
  const text = types['twilio/text'];
  return { body: isRecord(text) ? fill(text['body']) : '' };
}

function beyondLimits({ body, buttons, rows, listButton }: FilledContent): string | null {
  const interactive = buttons ?? rows;
  if (body.length > (interactive ? 1024 : 1600)) return `body of ${body.length} characters`;
  if (!interactive) return null;
  if (body === '') return 'an empty body';
  if (new Set(interactive.map(({ title }) => title)).size < interactive.length) return 'two titles alike';
  if (interactive.some(({ id }) => id === '' || id.length > 200)) return 'an id of no or over 200 characters';
  if (buttons && (buttons.length < 1 || buttons.length > 3)) return `${buttons.length} buttons`;
  const longButton = buttons?.find(({ title }) => title === '' || title.length > 20);
  if (longButton) return `button title "${longButton.title}"`;
  if (rows && (rows.length < 1 || rows.length > 10)) return `${rows.length} rows`;
  if (rows && (!listButton || listButton.length > 20)) return `list button "${listButton ?? ''}"`;
  const longRow = rows?.find(
    ({ title, description }) => title === '' || title.length > 24 || (description?.length ?? 0) > 72,
  );
  return longRow ? `row "${longRow.title}"` : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
