import { describe, expect, it } from '@jest/globals';
import type { Booking, HistoryRow } from '../../src/booking/index.js';
import { isOvertaken } from '../../src/wiring/policy.js';

type Row = Pick<HistoryRow, 'act' | 'from' | 'to' | 'version'>;

function bookingWith(...rows: Row[]): Booking {
  return { history: rows } as unknown as Booking;
}
const accepted: Row = { act: 'accept', from: 'pending', to: 'accepted', version: 2 };
const started: Row = { act: 'start', from: 'accepted', to: 'in_progress', version: 3 };

describe('news of quick changes', () => {
  it('is told as the latest only: what the shop has changed again since is left out [BK-25]', () => {
    const booking = bookingWith(accepted, started);
    expect([isOvertaken(booking, 2), isOvertaken(booking, 3)]).toEqual([true, false]);
  });

  it("is still told after acts that tell nothing of their own, such as the customer's [BK-25]", () => {
    expect(isOvertaken(bookingWith(accepted, { act: 'coming', from: 'accepted', to: 'accepted', version: 2 }), 2)).toBe(
      false,
    );
    expect(isOvertaken(bookingWith(accepted, { act: 'move', from: 'accepted', to: 'accepted', version: 3 }), 2)).toBe(
      false,
    );
  });
});
