import { z } from 'zod';

/**
 * The environment, read once. Every variable of the outer contract is described here and nowhere else.
 * A channel whose secret is missing does not start; with the simulator on, a stand-in takes its place.
 */
const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('port the server listens on'),
  PUBLIC_URL: z.url().optional().describe('address providers reach us at; signatures are checked against it'),
  MONGODB_URI: z
    .string()
    .min(1)
    .optional()
    .describe('a MongoDB replica set; `npm start` brings one of its own when unset'),
  DATA_DIR: z.string().default('.data').describe('where the embedded database keeps its files'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SIMULATOR: z.enum(['on', 'off']).default('on').describe('`off` removes the phones page and refuses stand-ins'),

  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-zA-Z]{8,64}$/, 'starts with AC')
    .optional(),
  TWILIO_AUTH_TOKEN: z
    .string()
    .min(8)
    .optional()
    .describe('two tokens separated by a comma while one is being rotated'),
  TWILIO_SMS_FROM: z.string().optional().describe('sender number, +E.164'),
  TWILIO_WHATSAPP_FROM: z.string().optional().describe('sender number, +E.164'),
  TWILIO_API_BASE_URL: z.url().optional(),
  TWILIO_TEMPLATES: z.string().optional().describe('approved WhatsApp templates: name=HX…,name=HX…'),

  TELEGRAM_BOT_TOKEN: z.string().min(8).optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,256}$/)
    .optional(),
  TELEGRAM_API_ROOT: z.url().optional(),

  SLACK_BOT_TOKEN: z.string().min(8).optional(),
  SLACK_SIGNING_SECRET: z.string().min(8).optional(),
  SLACK_OPERATIONS_CHANNEL: z.string().optional(),
  SLACK_API_URL: z.url().optional(),

  STRIPE_SECRET_KEY: z.string().min(8).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(8).optional(),
  STRIPE_API_BASE_URL: z.url().optional(),

  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().optional(),

  WEBCHAT_ORIGINS: z.string().optional().describe('web origins that may embed the chat, separated by commas'),
  WEBCHAT_SECRET: z.string().min(16).optional().describe('signs web chat tokens'),
  OUTBOUND_HOSTS: z
    .string()
    .optional()
    .describe('servers scripts may ask: api.example.com,crm.example.com=bearer-token; https only'),
  EVENTS_WEBHOOK_URL: z
    .url()
    .optional()
    .describe('where the events of scripts are posted; its host must be in OUTBOUND_HOSTS'),
  EVENTS_WEBHOOK_SECRET: z.string().min(16).optional().describe('signs those posts'),
  SESSION_SECRET: z.string().min(16).optional().describe('signs links and panel sessions'),
});

export type Config = z.infer<typeof schema>;

/** What is wrong with the environment, one line a variable, ready to print. */
export class ConfigError extends Error {
  readonly code = 'config.invalid';
}

/** @throws ConfigError naming each variable that is missing or malformed. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The configuration cannot be used:\n${lines.join('\n')}`);
}
