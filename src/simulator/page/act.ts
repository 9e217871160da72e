import type { Act } from '../acts.js';

/** Does something on the page. Answers null, or in a sentence why it could not be done. */
export async function act(what: Act): Promise<string | null> {
  try {
    const response = await fetch('/simulator/acts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(what),
    });
    if (response.ok) return null;
    const body: unknown = await response.json();
    const title = typeof body === 'object' && body !== null && 'title' in body ? body.title : null;
    return typeof title === 'string' ? title : 'That did not work. Please try again.';
  } catch {
    return 'The server does not answer. Is it still running?';
  }
}

/** Does something, and shows a refusal to whoever looks at the page. */
export type Do = (what: Act) => void;
