import { ConfigError, type Config } from '../config.js';
import { parseHosts, type AllowedHost, type EventHook } from '../outside/index.js';

/** How the house reaches each provider. A provider that is absent is switched off: its routes do not exist. */
export interface Connections {
  readonly twilio: TwilioConnection | null;
  readonly telegram: TelegramConnection | null;
  readonly slack: SlackConnection | null;
  readonly stripe: StripeConnection | null;
  readonly mail: MailConnection | null;
  /** Signs web chat tokens; without it web chat is off. */
  readonly webchatSecret: string | null;
  /** Pages besides our own that may embed the chat. */
  readonly webchatOrigins: readonly string[];
  /** Servers scripts may ask, and their tokens. */
  readonly outboundHosts: readonly AllowedHost[];
  readonly eventHook: EventHook | null;
  /** Signs links to calendar files and the like. */
  readonly sessionSecret: string;
}

export interface TwilioConnection {
  readonly accountSid: string;
  /** The current one first; the second is accepted while a token is being rotated. */
  readonly authTokens: readonly [string, ...string[]];
  readonly smsFrom: string;
  readonly whatsappFrom: string;
  readonly apiBaseUrl?: string;
  /** Approved WhatsApp templates: name → content id. */
  readonly templates: ReadonlyMap<string, string>;
}
export interface TelegramConnection {
  readonly token: string;
  readonly webhookSecret: string;
  readonly apiRoot?: string;
}
export interface SlackConnection {
  readonly botToken: string;
  readonly signingSecret: string;
  readonly operationsChannel: string;
  readonly apiUrl?: string;
}
export interface StripeConnection {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly apiBaseUrl?: string;
}
export interface MailConnection {
  readonly smtpUrl: string;
  readonly from: string;
}

/** What the environment configures for real. @throws ConfigError when a provider is configured by halves. */
export function configuredConnections(
  config: Config,
): Omit<Connections, 'sessionSecret'> & { sessionSecret: string | null } {
  const whole = <K extends keyof Config>(provider: string, ...names: K[]): boolean => {
    const missing = names.filter((name) => config[name] === undefined);
    if (missing.length === names.length) return false;
    if (missing.length === 0) return true;
    throw new ConfigError(
      `${provider} is configured by halves: ${missing.join(', ')} is missing. It is not started without.`,
    );
  };
  const twilio = whole('Twilio', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_SMS_FROM', 'TWILIO_WHATSAPP_FROM');
  const telegram = whole('Telegram', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET');
  const slack = whole('Slack', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_OPERATIONS_CHANNEL');
  const stripe = whole('Stripe', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET');
  const mail = whole('E-mail', 'SMTP_URL', 'MAIL_FROM');
  if (config.SIMULATOR === 'off') refuseLoopback(config);
  return {
    twilio: twilio ? twilioOf(config) : null,
    telegram: telegram
      ? {
          token: config.TELEGRAM_BOT_TOKEN!,
          webhookSecret: config.TELEGRAM_WEBHOOK_SECRET!,
          ...given('apiRoot', config.TELEGRAM_API_ROOT),
        }
      : null,
    slack: slack
      ? {
          botToken: config.SLACK_BOT_TOKEN!,
          signingSecret: config.SLACK_SIGNING_SECRET!,
          operationsChannel: config.SLACK_OPERATIONS_CHANNEL!,
          ...given('apiUrl', config.SLACK_API_URL),
        }
      : null,
    stripe: stripe
      ? {
          secretKey: config.STRIPE_SECRET_KEY!,
          webhookSecret: config.STRIPE_WEBHOOK_SECRET!,
          ...given('apiBaseUrl', config.STRIPE_API_BASE_URL),
        }
      : null,
    mail: mail ? { smtpUrl: config.SMTP_URL!, from: config.MAIL_FROM! } : null,
    webchatSecret: config.WEBCHAT_SECRET ?? null,
    webchatOrigins: originsOf(config),
    outboundHosts: hostsOf(config),
    eventHook: eventHookOf(config),
    sessionSecret: config.SESSION_SECRET ?? null,
  };
}

function twilioOf(config: Config): TwilioConnection {
  const [current, ...previous] = config.TWILIO_AUTH_TOKEN!.split(',').map((token) => token.trim());
  return {
    accountSid: config.TWILIO_ACCOUNT_SID!,
    authTokens: [current!, ...previous],
    smsFrom: config.TWILIO_SMS_FROM!,
    whatsappFrom: config.TWILIO_WHATSAPP_FROM!,
    templates: new Map(
      (config.TWILIO_TEMPLATES ?? '')
        .split(',')
        .map((pair) => pair.trim().split('=') as [string, string])
        .filter(([name, contentSid]) => name && contentSid),
    ),
    ...given('apiBaseUrl', config.TWILIO_API_BASE_URL),
  };
}

/** @throws ConfigError naming what is not an origin: a path or a wildcard would never match and look as if it did. */
function originsOf({ WEBCHAT_ORIGINS: list = '' }: Config): readonly string[] {
  const given = list.split(',').map((one) => one.trim());
  return given.filter(Boolean).map((one) => {
    const url = URL.canParse(one) ? new URL(one) : null;
    if (url && /^https?:$/.test(url.protocol) && url.origin === one.replace(/\/$/, '')) return url.origin;
    throw new ConfigError(`WEBCHAT_ORIGINS: "${one}" is not an origin. Write it as https://www.example.com`);
  });
}

function hostsOf({ OUTBOUND_HOSTS: list = '' }: Config): readonly AllowedHost[] {
  try {
    return parseHosts(list);
  } catch (error) {
    throw new ConfigError(`OUTBOUND_HOSTS: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** @throws ConfigError: events that could not be sent, or not be told from forged ones, are found out at the start. */
function eventHookOf(config: Config): EventHook | null {
  const { EVENTS_WEBHOOK_URL: url, EVENTS_WEBHOOK_SECRET: secret } = config;
  if (url === undefined && secret === undefined) return null;
  if (url === undefined || secret === undefined)
    throw new ConfigError('EVENTS_WEBHOOK_URL and EVENTS_WEBHOOK_SECRET belong together; one of them is missing.');
  const { host } = new URL(url);
  if (!hostsOf(config).some((allowed) => allowed.host === host))
    throw new ConfigError(`EVENTS_WEBHOOK_URL: ${host} is not in OUTBOUND_HOSTS, so nothing would ever be sent there.`);
  return { url, secret };
}

/** With the simulator off nothing may pretend to be a provider. */
function refuseLoopback(config: Config): void {
  const names = ['TWILIO_API_BASE_URL', 'TELEGRAM_API_ROOT', 'SLACK_API_URL', 'STRIPE_API_BASE_URL'] as const;
  const local = names.filter((name) => {
    const url = config[name];
    return url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
  });
  if (local.length > 0)
    throw new ConfigError(`SIMULATOR=off does not start with stand-ins: ${local.join(', ')} points to this machine.`);
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
