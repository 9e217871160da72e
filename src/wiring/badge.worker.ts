import { parentPort } from 'node:worker_threads';
import { renderSms, renderWhatsapp, smsLimits, whatsappLimits } from '../../adapters/twilio/index.js';
import { loadPhrases, loadScript } from '../flow/index.js';
import { walkForBadge } from '../flow/walk/index.js';
import type { WalkInput } from '../publishing/index.js';

/** Walks scripts in a thread of its own: it computes for seconds, and nobody's answer may wait for that. */
const RENDERERS = {
  sms: { limits: smsLimits, render: renderSms },
  whatsapp: { limits: whatsappLimits, render: renderWhatsapp },
};

parentPort?.on('message', (input: WalkInput) => {
  parentPort?.postMessage(walk(input));
});

function walk({ scriptId, texts, digest }: WalkInput) {
  const scripts = texts.flatMap(({ file, text }) => loadScript(file, text).script ?? []);
  const script = scripts.find(({ id }) => id === scriptId);
  const phrases = texts.flatMap(({ file, text }) => loadPhrases(file, text).phrases ?? [])[0];
  if (!script || !phrases) return null;
  const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, digest);
  if (!result.earned) return null;
  const { languages, ends, longestParts } = result.badge;
  return { languages, ends, longestParts };
}
