/** Where providers reach us: part of the outer contract, told to them once and never changed. */
export const WEBHOOK_PATHS = {
  twilioMessages: '/webhooks/twilio/messages',
  twilioStatus: '/webhooks/twilio/status',
  telegram: '/webhooks/telegram',
  slack: '/webhooks/slack',
  stripe: '/webhooks/stripe',
} as const;
