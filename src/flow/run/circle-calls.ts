import type { Call } from '../protocol.js';
import type { CIRCLE_KINDS } from '../script/circle-kinds.js';
import { valueAt, type Draft } from './draft.js';

/** What an act about the person and those they act for asks of the house; null when a value it needs is not there. */
export function circleCall(draft: Draft, act: keyof typeof CIRCLE_KINDS): Call | null {
  const textAt = (...path: string[]): string | null => {
    const value = valueAt(draft, path);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  switch (act) {
    case 'offerHelp':
      return { call: 'circle.offer', input: {} };
    case 'nameSomeone': {
      const name = textAt('name');
      return name === null ? null : { call: 'circle.name', input: { name } };
    }
    case 'askHelper':
    case 'askToHelp': {
      const phone = textAt('phone');
      const name = textAt('name');
      const what = act === 'askToHelp' ? 'helping' : 'helped';
      return phone === null || name === null ? null : { call: 'circle.ask', input: { phone, name, what } };
    }
    case 'agreeHelp':
    case 'declineHelp': {
      const id = textAt('someone', 'id');
      return id === null ? null : { call: 'circle.answer', input: { id, isAgreed: act === 'agreeHelp' } };
    }
    case 'endCircle': {
      const id = textAt('someone', 'id');
      return id === null ? null : { call: 'circle.end', input: { id } };
    }
    case 'lookVisit': {
      const reference = textAt('reference');
      return reference === null ? null : { call: 'visit.look', input: { reference } };
    }
    case 'claimVisit': {
      const reference = textAt('reference');
      const email = textAt('email');
      return reference === null || email === null ? null : { call: 'visit.claim', input: { reference, email } };
    }
    case 'saveDetails': {
      const email = textAt('email');
      return email === null ? null : { call: 'person.save', input: { email } };
    }
    case 'webPage':
      return { call: 'portal.link', input: {} };
  }
}
