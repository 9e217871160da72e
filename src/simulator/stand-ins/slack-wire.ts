import { createHmac } from 'node:crypto';
import type { StandInResponse } from './http.js';
import type { SlackMessage, SlackPerson } from './slack.js';
import { readBlocks, type SlackBlock, type SlackElement } from './slack-blocks.js';

const TEXT_CHARS = 40_000;

/** Slack's signature of a request. */
export function signSlack(signingSecret: string, timestamp: string, body: string | Uint8Array): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** What Slack makes of the words somebody types: its three signs escaped, addresses in angle brackets. */
export function withMarks(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/https?:\/\/\S+/g, (url) => `<${url}>`);
}

export function ok(fields: Readonly<Record<string, unknown>>): StandInResponse {
  return { status: 200, json: { ok: true, ...fields } };
}

export function readContent(
  given: Readonly<Record<string, string>>,
): { text: string; blocks: readonly SlackBlock[] } | { error: string; problem: string } {
  const read = readBlocks(given['blocks']);
  if ('problem' in read) return { error: 'invalid_blocks', problem: read.problem };
  const text = given['text'] ?? '';
  if (text === '') return { error: 'no_text', problem: 'text is empty: notifications would say nothing' };
  if (text.length > TEXT_CHARS)
    return { error: 'msg_too_long', problem: `text is longer than ${TEXT_CHARS} characters` };
  return { text, blocks: read.blocks };
}

export function clickPayload(
  person: SlackPerson,
  message: SlackMessage,
  button: SlackElement,
  actionTs: string,
  url: string,
): Readonly<Record<string, unknown>> {
  return {
    type: 'block_actions',
    team: { id: 'T0WILLOW', domain: 'willow' },
    user: { id: person.id, username: person.name, name: person.name, team_id: 'T0WILLOW' },
    api_app_id: 'A0PARLEY',
    token: 'unused',
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
    trigger_id: `${actionTs}.trigger`,
    channel: { id: message.channel, name: 'operations' },
    message: { type: 'message', ts: message.ts, text: message.text, blocks: message.blocks },
    response_url: `${url}/actions/unused`,
    actions: [{ ...button, block_id: 'b', action_ts: actionTs }],
  };
}
