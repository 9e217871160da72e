import type { PageState } from '../page-state.js';

const PROVIDER_NAMES = {
  twilio: 'Twilio',
  telegram: 'Telegram',
  slack: 'Slack',
  stripe: 'Stripe',
  mail: 'mail server',
};

/** How a provider is called when it is the real one here, else null. */
export function realName(state: PageState, provider: keyof typeof PROVIDER_NAMES): string | null {
  return state.real.includes(provider) ? PROVIDER_NAMES[provider] : null;
}
