import { randomBytes } from 'node:crypto';
import segments from 'sms-segments-calculator';
import type { Clock } from '../../platform/clock.js';
import { createStandInServer, withServer, type StandInRequest, type StandInResponse } from './http.js';
import type { StandIn } from './stand-in.js';
import { fillContent, presentContent, readContent, type FilledContent, type StoredContent } from './twilio-contents.js';
import { createTwilioDevice, type TwilioDevice } from './twilio-device.js';
import { checkCreate, presentMessage, twilioError, type StoredMessage } from './twilio-messages.js';
import { createWebhookPoster } from './webhook-poster.js';

export interface TwilioStandInDeps {
  readonly accountSid: string;
  readonly authToken: string;
  /** Where customers' messages are posted. `#rc=3&rp=all` orders retries as with the real provider. */
  readonly webhookUrl: string;
  /** Where delivery is reported for messages that name no StatusCallback. */
  readonly statusUrl?: string;
  readonly clock: Clock;
  /** Approved WhatsApp templates: name → body with {{n}}. Their sids are on `templates`. */
  readonly approvedTemplates?: Readonly<Record<string, string>>;
  /** Real Twilio accepts free text outside the 24-hour window and reports 63016 later; `answer` refuses it at once. */
  readonly closedWindow?: 'callback' | 'answer';
  readonly port?: number;
}

/** What happens on the phones. */
export type TwilioDeviceEvent =
  | ({
      readonly type: 'message';
      readonly sid: string;
      readonly to: string;
      readonly from: string;
      readonly segments: number;
      readonly encoding: string;
      readonly media: readonly string[];
    } & FilledContent)
  /** Twilio's own answer to STOP, START or HELP; no message of ours. */
  | { readonly type: 'keywordAnswer'; readonly to: string; readonly from: string; readonly body: string }
  /** The person sees that their message has been read and an answer is being made. */
  | { readonly type: 'typing'; readonly messageSid: string }
  | { readonly type: 'status'; readonly sid: string; readonly status: string; readonly errorCode?: string };

export interface TwilioStandIn extends StandIn<TwilioDeviceEvent> {
  readonly device: TwilioDevice;
  /** Name → content sid of each approved template. */
  readonly templates: Readonly<Record<string, string>>;
  /** Every message sent through the API, oldest first. */
  readonly messages: readonly StoredMessage[];
  /** Address → error code: what is sent there is taken over and reported as undelivered afterwards; 63016 spares templates. */
  readonly undeliverable: Map<string, number>;
  /** Resolves when every webhook has been posted and answered, retries included. */
  settled(): Promise<void>;
}

const WINDOW_MS = 24 * 60 * 60 * 1000;
const REPORT_DELAY_MS = 5;

/** Twilio's Messages and Content APIs as far as Parley uses them, and the phones behind them. */
export function createTwilioStandIn(deps: TwilioStandInDeps): TwilioStandIn {
  const { accountSid, clock } = deps;
  const messages: StoredMessage[] = [];
  const contents = new Map<string, StoredContent>();
  const templates: Record<string, string> = {};
  const stopped = new Set<string>();
  const lastHeardAtUtc = new Map<string, number>();
  const timers = new Set<Promise<void>>();
  const undeliverable = new Map<string, number>();
  let isStopped = false;

  for (const [name, body] of Object.entries(deps.approvedTemplates ?? {})) {
    const sid = `HX${randomBytes(16).toString('hex')}`;
    contents.set(sid, {
      sid,
      friendlyName: name,
      language: 'en',
      variables: {},
      types: { 'twilio/text': { body } },
      approved: true,
    });
    templates[name] = sid;
  }

  const server = createStandInServer<TwilioDeviceEvent>({
    name: 'twilio',
    handle,
    tooMany: () => twilioError(429, 20429, 'Too many requests'),
    unavailable: () => twilioError(503, 20503, 'Service unavailable'),
    ...(deps.port === undefined ? {} : { port: deps.port }),
  });
  const retries = retryPolicy(deps.webhookUrl);
  const poster = createWebhookPoster({ faults: server.faults, timeoutMs: 15_000, ...retries });
  const device = createTwilioDevice({
    accountSid,
    authToken: deps.authToken,
    webhookUrl: deps.webhookUrl,
    apiUrl: () => server.url,
    poster,
    messages,
    heard: (from, to) => lastHeardAtUtc.set(`${from}>${to}`, clock.nowUtc()),
    consent: (from, to, isStop) => (isStop ? stopped.add(`${from}>${to}`) : stopped.delete(`${from}>${to}`)),
    emit: server.emit,
    report: (message, status) => reportStatus(message, status),
  });

  function handle(request: StandInRequest): StandInResponse {
    if (!isAuthorised(request)) {
      server.report('Authorization: not the account sid and auth token');
      return twilioError(401, 20003, 'Authenticate');
    }
    const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages`;
    if (request.path === `${messagesPath}.json`) return request.method === 'POST' ? create(request) : list(request);
    const sid = request.path.startsWith(`${messagesPath}/`)
      ? request.path.slice(messagesPath.length + 1, -'.json'.length)
      : null;
    const found = sid === null ? undefined : messages.find((message) => message.sid === sid);
    if (found) return { status: 200, json: presentMessage(found, accountSid) };
    if (request.path === '/v1/Content')
      return request.method === 'POST' ? createContent(request) : listContents(request);
    if (request.path === '/v2/Indicators/Typing.json' && request.method === 'POST') return showTyping(request);
    const media = device.sentMedia(request.path);
    if (media) return { status: 200, headers: { 'Content-Type': media.contentType }, body: media.content };
    const content = contents.get(request.path.replace('/v1/Content/', ''));
    if (content) return { status: 200, json: presentContent(content, accountSid, server.url) };
    return twilioError(404, 20404, `The requested resource ${request.path} was not found`);
  }

  function showTyping({ body }: StandInRequest): StandInResponse {
    const fields = new URLSearchParams(body.toString('utf8'));
    const messageSid = fields.get('messageId') ?? '';
    if (fields.get('channel') !== 'whatsapp' || !/^(SM|MM)[0-9a-f]{32}$/i.test(messageSid))
      return problem(21211, 'typing: channel must be whatsapp, messageId the sid of a message');
    server.emit({ type: 'typing', messageSid });
    return { status: 200, json: { success: true } };
  }

  function isAuthorised({ headers }: StandInRequest): boolean {
    return headers.authorization === `Basic ${Buffer.from(`${accountSid}:${deps.authToken}`).toString('base64')}`;
  }

  function create(request: StandInRequest): StandInResponse {
    const checked = checkCreate(request, server.report);
    if ('error' in checked) return checked.error;
    const { fields } = checked;
    let filled: FilledContent = { body: fields.body ?? '' };
    const content = fields.contentSid === undefined ? undefined : contents.get(fields.contentSid);
    if (fields.contentSid !== undefined) {
      if (!content) return problem(21655, `ContentSid ${fields.contentSid} does not exist`);
      const result = fillContent(content, fields.variables);
      if ('refused' in result) return problem(21656, `ContentVariables: ${result.refused}`);
      filled = result.filled;
    }
    if (stopped.has(`${fields.to}>${fields.from}`))
      return twilioError(400, 21610, 'Attempt to send to unsubscribed recipient');
    const isWhatsapp = fields.to.startsWith('whatsapp:');
    const isShut = isWhatsapp && content?.approved !== true && !windowOpen(fields.to, fields.from);
    if (isShut && deps.closedWindow === 'answer') {
      return twilioError(400, 63016, 'Failed to send freeform message because you are outside the allowed window');
    }
    const counted = new segments.SegmentedMessage(filled.body);
    const message: StoredMessage = {
      sid: `SM${randomBytes(16).toString('hex')}`,
      to: fields.to,
      from: fields.from,
      createdAtUtc: clock.nowUtc(),
      segments: isWhatsapp ? 1 : counted.segmentsCount,
      encoding: isWhatsapp ? 'UTF-8' : counted.encodingName,
      media: fields.mediaUrls,
      statusCallback: fields.statusCallback ?? deps.statusUrl ?? null,
      filled,
      status: 'queued',
      errorCode: null,
    };
    messages.push(message);
    deliver(message, isShut, lostCodeFor(fields.to, content?.approved === true));
    return { status: 201, json: presentMessage(message, accountSid) };
  }

  function lostCodeFor(to: string, isTemplate: boolean): number | undefined {
    const code = undeliverable.get(to);
    return code === 63016 && isTemplate ? undefined : code;
  }

  function windowOpen(to: string, from: string): boolean {
    const atUtc = lastHeardAtUtc.get(`${to}>${from}`);
    return atUtc !== undefined && clock.nowUtc() - atUtc < WINDOW_MS;
  }

  /** The network's part: after the answer, as in life. */
  function deliver(message: StoredMessage, isShut: boolean, lostCode: number | undefined): void {
    if (!isShut && lostCode === undefined) {
      const { sid, to, from, segments: parts, encoding, media, filled } = message;
      server.emit({ type: 'message', sid, to, from, segments: parts, encoding, media, ...filled });
    }
    const later = new Promise<void>((resolve) => setTimeout(resolve, REPORT_DELAY_MS)).then(async () => {
      if (isStopped) return;
      if (isShut) return reportStatus(message, 'failed', 63016);
      if (lostCode !== undefined) {
        await Promise.all([reportStatus(message, 'sent'), reportStatus(message, 'undelivered', lostCode)]);
        return;
      }
      const steps = [reportStatus(message, 'sent'), reportStatus(message, 'delivered')];
      await Promise.all(steps);
    });
    timers.add(later);
    void later.finally(() => timers.delete(later));
  }

  async function reportStatus(message: StoredMessage, status: string, errorCode?: number): Promise<void> {
    message.status = status;
    message.errorCode = errorCode ?? null;
    server.emit({ type: 'status', sid: message.sid, status, ...(errorCode ? { errorCode: String(errorCode) } : {}) });
    if (message.statusCallback !== null) await device.postStatus(message, message.statusCallback, status, errorCode);
  }

  function list({ query }: StandInRequest): StandInResponse {
    const to = query.get('To');
    const found = messages.filter((message) => to === null || message.to === to).reverse();
    return {
      status: 200,
      json: {
        messages: found.map((message) => presentMessage(message, accountSid)),
        next_page_uri: null,
        page: 0,
        page_size: 50,
      },
    };
  }

  function createContent({ body }: StandInRequest): StandInResponse {
    const content = readContent(parseJson(body));
    if ('refused' in content) return problem(20001, `Content: ${content.refused}`);
    contents.set(content.sid, content);
    return { status: 201, json: presentContent(content, accountSid, server.url) };
  }

  function listContents({ query }: StandInRequest): StandInResponse {
    const pageSize = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50)));
    const page = Number(query.get('Page') ?? 0);
    const all = [...contents.values()];
    const pageUrl = (index: number): string => `${server.url}/v1/Content?PageSize=${pageSize}&Page=${index}`;
    const meta = {
      page,
      page_size: pageSize,
      key: 'contents',
      url: pageUrl(page),
      first_page_url: pageUrl(0),
      previous_page_url: page > 0 ? pageUrl(page - 1) : null,
      next_page_url: (page + 1) * pageSize < all.length ? pageUrl(page + 1) : null,
    };
    const shown = all.slice(page * pageSize, (page + 1) * pageSize);
    return {
      status: 200,
      json: { contents: shown.map((content) => presentContent(content, accountSid, server.url)), meta },
    };
  }

  function problem(code: number, text: string): StandInResponse {
    server.report(text);
    return twilioError(400, code, text);
  }

  const own = {
    device,
    templates,
    messages,
    undeliverable,
    async settled() {
      while (timers.size > 0) await Promise.all([...timers]);
      await poster.idle();
    },
  };
  return withServer(server, own, () => {
    isStopped = true;
    poster.stop();
  });
}

/** Twilio tries again once when it cannot connect; `rc` and `rp` in the address's fragment order more. */
function retryPolicy(webhookUrl: string): { retryDelaysMs: number[]; isRetried: (status: number | null) => boolean } {
  const ordered = new URLSearchParams(webhookUrl.split('#')[1] ?? '');
  const count = Math.min(5, Number(ordered.get('rc') ?? 1));
  const policy = new Set((ordered.get('rp') ?? 'ct').split(','));
  return {
    retryDelaysMs: Array.from({ length: count }, (_, index) => 200 * (index + 1)),
    isRetried: (status) => {
      if (status === null) return policy.has('ct') || policy.has('rt') || policy.has('all');
      if (status >= 500) return policy.has('5xx') || policy.has('all');
      return status >= 400 && (policy.has('4xx') || policy.has('all'));
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
