import { randomBytes } from 'node:crypto';
import type { Clock } from '../platform/clock.js';
import type { MailStandIn } from '../simulator/stand-ins/mail.js';
import type { SlackStandIn } from '../simulator/stand-ins/slack.js';
import type { StripeStandIn } from '../simulator/stand-ins/stripe.js';
import type { TelegramStandIn } from '../simulator/stand-ins/telegram.js';
import type { TwilioStandIn } from '../simulator/stand-ins/twilio.js';
import type { Connections } from './connections.js';
import { WEBHOOK_PATHS } from './paths.js';

/** The stand-ins that took a provider's place. A provider with real credentials has none. */
export interface StandIns {
  readonly twilio?: TwilioStandIn;
  readonly telegram?: TelegramStandIn;
  readonly slack?: SlackStandIn;
  readonly stripe?: StripeStandIn;
  readonly mail?: MailStandIn;
  stop(): Promise<void>;
}

export const STAND_IN_SMS_NUMBER = '+447700900000';
export const STAND_IN_WHATSAPP_NUMBER = '+447700900001';

/** Texts WhatsApp would have had to approve: how news reaches people after 24 silent hours (NT-23). */
const APPROVED_TEMPLATES = {
  booking_reminder:
    'A reminder from {{1}}: {{2}}, {{3}} with {{4}}. Answer 1 if you are coming, 2 to move it, 3 to drop it.',
  booking_reminder_es:
    'Recordatorio de {{1}}: {{2}}, {{3}} con {{4}}. Responda 1 si va a venir, 2 para cambiar la hora, 3 para anularla.',
  booking_reminder_ar: 'تذكير من {{1}}: {{2}}، {{3}} مع {{4}}. الرقم 1 للحضور، 2 لتغيير الوقت، 3 للإلغاء.',
  booking_news: 'News from {{1}} about your {{2}}, {{3}}: it is {{4}}. Answer 0 for the menu.',
  booking_news_es: 'Noticias de {{1}} sobre su cita, {{2}}, {{3}}: {{4}}. Responda 0 para el menú.',
  booking_news_ar: 'خبر من {{1}} عن موعدك، {{2}}، {{3}}: {{4}}. الرقم 0 للقائمة.',
};

const secret = (): string => randomBytes(24).toString('base64url');

/** Starts a stand-in for every provider that is not configured and returns how to reach them all. */
export async function startStandIns(
  configured: Omit<Connections, 'sessionSecret'>,
  localUrl: string,
  clock: Clock,
): Promise<{ standIns: StandIns; connections: Omit<Connections, 'sessionSecret'> }> {
  const running: { stop(): Promise<void> }[] = [];
  const started = async <S extends { start(): Promise<void>; stop(): Promise<void> }>(standIn: S): Promise<S> => {
    await standIn.start();
    running.push(standIn);
    return standIn;
  };
  const url = (path: string): string => localUrl + path;
  let { twilio, telegram, slack, stripe, mail } = configured;
  const standIns: { -readonly [K in keyof StandIns]: StandIns[K] } = {
    stop: async () => void (await Promise.all(running.map((one) => one.stop()))),
  };

  if (!twilio) {
    const { createTwilioStandIn } = await import('../simulator/stand-ins/twilio.js');
    const accountSid = `AC${randomBytes(16).toString('hex')}`;
    const authToken = secret();
    standIns.twilio = await started(
      createTwilioStandIn({
        accountSid,
        authToken,
        webhookUrl: url(`${WEBHOOK_PATHS.twilioMessages}#rc=3&rp=all`),
        statusUrl: url(WEBHOOK_PATHS.twilioStatus),
        clock,
        approvedTemplates: APPROVED_TEMPLATES,
      }),
    );
    twilio = {
      accountSid,
      authTokens: [authToken],
      smsFrom: STAND_IN_SMS_NUMBER,
      whatsappFrom: STAND_IN_WHATSAPP_NUMBER,
      apiBaseUrl: standIns.twilio.url,
      templates: new Map(Object.entries(standIns.twilio.templates)),
    };
  }
  if (!telegram) {
    const { createTelegramStandIn } = await import('../simulator/stand-ins/telegram.js');
    const own = { token: `100200300:${secret()}`, webhookSecret: secret() };
    standIns.telegram = await started(
      createTelegramStandIn({ ...own, webhookUrl: url(WEBHOOK_PATHS.telegram), clock }),
    );
    telegram = { ...own, apiRoot: standIns.telegram.url };
  }
  if (!slack) {
    const { createSlackStandIn } = await import('../simulator/stand-ins/slack.js');
    const own = { botToken: `xoxb-${secret()}`, signingSecret: secret() };
    standIns.slack = await started(createSlackStandIn({ ...own, webhookUrl: url(WEBHOOK_PATHS.slack), clock }));
    slack = { ...own, operationsChannel: 'C0OPERATIONS', apiUrl: `${standIns.slack.url}/api/` };
  }
  if (!stripe) {
    const { createStripeStandIn } = await import('../simulator/stand-ins/stripe.js');
    const own = { secretKey: `sk_test_${secret()}`, webhookSecret: `whsec_${secret()}` };
    standIns.stripe = await started(createStripeStandIn({ ...own, webhookUrl: url(WEBHOOK_PATHS.stripe), clock }));
    stripe = { ...own, apiBaseUrl: standIns.stripe.url };
  }
  if (!mail) {
    const { createMailStandIn } = await import('../simulator/stand-ins/mail.js');
    standIns.mail = await started(createMailStandIn());
    mail = { smtpUrl: standIns.mail.url, from: 'Willow Salon <hello@willow.example>' };
  }
  const webchatSecret = configured.webchatSecret ?? secret();
  const { webchatOrigins, outboundHosts, eventHook } = configured;
  return {
    standIns,
    connections: { twilio, telegram, slack, stripe, mail, webchatSecret, webchatOrigins, outboundHosts, eventHook },
  };
}
