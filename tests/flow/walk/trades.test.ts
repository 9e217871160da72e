import { describe, expect, it } from '@jest/globals';
import { walkForBadge } from '../../../src/flow/walk/index.js';
import { shippedScripts } from '../support/scripts.js';
import { RENDERERS } from '../checks/support.js';

const { scripts, phrases } = shippedScripts();

function badgeOf(id: string): { ends: readonly string[] } | readonly unknown[] {
  const script = scripts.find((one) => one.id === id)!;
  const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, 'digest');
  return result.earned ? { ends: result.badge.ends } : result.failures.slice(0, 8);
}

describe('the scripts of the other trades, walked by SMS with digits alone', () => {
  it('books and pays a clean, from the area to the money [FL-06]', () => {
    expect(badgeOf('cleaning')).toEqual({ ends: ['booked', 'paid', 'person', 'ended'] });
  });

  it('books and pays an appointment with what is added to it [FL-07]', () => {
    expect(badgeOf('accounting')).toEqual({ ends: ['booked', 'paid', 'person', 'ended'] });
  });

  it('asks the workshop for a time, with a bike known or new [FL-08]', () => {
    expect(badgeOf('workshop')).toEqual({ ends: ['booked', 'person', 'ended'] });
  });

  it('buys, changes the cart, pays, drops and orders again, and finds both kinds of things', () => {
    expect(badgeOf('buy')).toEqual({ ends: ['booked', 'paid', 'person', 'ended'] });
    expect(badgeOf('orders')).toEqual({ ends: ['dropped', 'person', 'ended'] });
    expect(badgeOf('my')).toEqual({ ends: ['person', 'ended'] });
    expect(badgeOf('shop')).toEqual({ ends: ['booked', 'person', 'ended'] });
  });

  it('joins, asks for more time and leaves a queue [FL-09]', () => {
    expect(badgeOf('walkin')).toEqual({ ends: ['queued', 'person', 'ended'] });
    expect(badgeOf('turn')).toEqual({ ends: ['person', 'ended'] });
  });
});
