import { parentPort } from 'node:worker_threads';
import { renderSms, renderWhatsapp, smsLimits, whatsappLimits } from '../../adapters/twilio/index.js';
import { createTextLoader } from '../flow/index.js';
import { walkForBadge } from '../flow/walk/index.js';
import type { WalkInput, WalkOutcome } from '../publishing/index.js';

/** Walks scripts in a thread of its own: it computes for seconds, and nobody's answer may wait for that. */
const RENDERERS = {
  sms: { limits: smsLimits, render: renderSms },
  whatsapp: { limits: whatsappLimits, render: renderWhatsapp },
};

parentPort?.on('message', (input: WalkInput) => {
  parentPort?.postMessage(walk(input));
});

/** Every walk comes with the same texts: what is published. */
const { loadPhrases, loadScript } = createTextLoader();

/** Null when a text cannot be read: published ones can, and candidates have been. */
function walk({ scriptId, texts, digest }: WalkInput): WalkOutcome | null {
  const scripts = texts.flatMap(({ file, text }) => loadScript(file, text).script ?? []);
  const script = scripts.find(({ id }) => id === scriptId);
  const phrases = texts.flatMap(({ file, text }) => loadPhrases(file, text).phrases ?? [])[0];
  if (!script || !phrases) return null;
  const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, digest);
  if (!result.earned) return { kind: 'failed', failures: result.failures };
  const { languages, ends, longestParts } = result.badge;
  return { kind: 'earned', badge: { languages, ends, longestParts } };
}
