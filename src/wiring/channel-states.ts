import type { ApplicationDeps } from './application.js';

/** What each provider is here; for the health page and the log at start. */
export function channelStatesOf(
  { connections, standIns }: ApplicationDeps,
  hasWebchat: boolean,
): Record<string, 'real' | 'stand-in' | 'off'> {
  const state = (connection: unknown, standIn: unknown) => (standIn ? 'stand-in' : connection ? 'real' : 'off');
  const twilio = state(connections.twilio, standIns?.twilio);
  return {
    sms: twilio,
    whatsapp: twilio,
    telegram: state(connections.telegram, standIns?.telegram),
    webchat: hasWebchat ? 'real' : 'off',
    slack: state(connections.slack, standIns?.slack),
    stripe: state(connections.stripe, standIns?.stripe),
    mail: state(connections.mail, standIns?.mail),
  };
}
