import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { configuredConnections } from '../../src/wiring/connections.js';

const twilio = {
  TWILIO_ACCOUNT_SID: 'AC00000000',
  TWILIO_AUTH_TOKEN: 'new-token,old-token',
  TWILIO_SMS_FROM: '+15550001',
  TWILIO_WHATSAPP_FROM: '+15550002',
};

describe('the environment', () => {
  it('needs nothing at all', () => {
    const connections = configuredConnections(readConfig({}));
    expect(connections).toMatchObject({ twilio: null, telegram: null, slack: null, stripe: null, mail: null });
  });

  it('names every variable that cannot be used', () => {
    expect(() => readConfig({ PORT: 'eighty', STRIPE_API_BASE_URL: 'nowhere' })).toThrow(
      /PORT[\s\S]*STRIPE_API_BASE_URL/,
    );
  });

  it('refuses a channel that is configured by halves and says what is missing', () => {
    expect(() => configuredConnections(readConfig({ ...twilio, TWILIO_AUTH_TOKEN: '' }))).toThrow(
      'TWILIO_AUTH_TOKEN is missing',
    );
    expect(() => configuredConnections(readConfig({ TELEGRAM_BOT_TOKEN: '123456:abc' }))).toThrow(
      'TELEGRAM_WEBHOOK_SECRET is missing',
    );
    expect(() => configuredConnections(readConfig({ STRIPE_SECRET_KEY: 'sk_test_12345' }))).toThrow(
      'STRIPE_WEBHOOK_SECRET is missing',
    );
  });

  it('accepts two tokens while one is rotated', () => {
    expect(configuredConnections(readConfig(twilio)).twilio?.authTokens).toEqual(['new-token', 'old-token']);
  });

  it('does not start with stand-ins when the simulator is off', () => {
    const local = { ...twilio, TWILIO_API_BASE_URL: 'http://127.0.0.1:9999' };
    expect(() => configuredConnections(readConfig({ ...local, SIMULATOR: 'off' }))).toThrow('TWILIO_API_BASE_URL');
    expect(configuredConnections(readConfig(local)).twilio?.apiBaseUrl).toBe('http://127.0.0.1:9999');
  });
});
