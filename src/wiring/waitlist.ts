import { presentBooking, type Booking, type BookingDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { CallHandlers } from '../flow/protocol.js';
import type { Tokens } from '../tokens/index.js';
import {
  createWaitlist,
  createWaitlistBlocks,
  createWaitlistNotices,
  WAITLIST_JOB,
  waitlistJobs,
  type WaitlistDeps,
} from '../waitlist/index.js';
import type { Jobs } from '../platform/jobs.js';

/** The wait-list joined with the times and bookings it fills. */
export function createWaitlistRoom(
  deps: Pick<WaitlistDeps, 'mongo' | 'clock' | 'log' | 'slots' | 'notify' | 'remark' | 'chatsOf'> & {
    readonly catalogue: Catalogue;
    readonly desk: BookingDesk;
    readonly tokens: Pick<Tokens, 'mayBook'>;
    readonly jobs: Jobs;
    readonly services: CallHandlers<'services.list'>;
    readonly languageOf: (conversationId: string) => Promise<string | null>;
  },
) {
  const { catalogue, clock, desk, jobs, services } = deps;

  async function viewOf(booking: Booking, language: string) {
    const { shop } = await catalogue.current(booking.shopId);
    return presentBooking(booking, shop, language, clock.nowUtc());
  }

  const waitlist = createWaitlist({
    ...deps,
    noticeOf: createWaitlistNotices({
      ...deps,
      async findService(context, serviceId) {
        const listed = await services['services.list']({}, context);
        return listed.exit === 'found' ? (listed.data.services.find(({ id }) => id === serviceId) ?? null) : null;
      },
      async findView(bookingId, language) {
        const booking = await desk.findBooking(bookingId);
        return booking && viewOf(booking, language);
      },
    }),
    canMove: async (booking) => (await viewOf(booking, booking.language)).canMove,
    mayBook: async ({ shopId, channel, address }) =>
      (await deps.tokens.mayBook({ shopId, customer: { phone: null, channel, address } })).ok,
    ringAt: (whenUtc) => jobs.at(WAITLIST_JOB, whenUtc, {}),
  });
  const { listWaits, ...blocks } = createWaitlistBlocks({ waitlist, catalogue });
  return { waitlist, blocks, listWaits, jobs: waitlistJobs(waitlist) };
}
