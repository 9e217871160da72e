import { presentHeld, type BookingDesk } from '../booking/index.js';
import { nameIn, serviceOf, type Catalogue, type Snapshot } from '../catalogue/index.js';
import { splitAddOns } from '../flow/index.js';
import type {
  BookingView,
  CallContext,
  CallHandlers,
  Notice,
  OutcomeOf,
  ServiceOption,
  ThingOption,
} from '../flow/protocol.js';
import { customerKeyOf, ownOthers } from '../people/index.js';
import type { Offer, Place } from './waitlist.model.js';
import { wishWords } from './waitlist.text.js';
import type { PlaceOwner, Waitlist } from './waitlist.service.js';

type WaitCall = 'wait.join' | 'wait.decline' | 'wait.leave';

/** Names a place, and with an offer that very offer: an answer that comes late must not mean the next one. */
function waitIdOf({ _id }: Place, offer: Pick<Offer, 'nr'> | null = null): string {
  return offer ? `${_id}.${offer.nr}` : _id;
}

function parseWaitId(waitId: string): { readonly placeId: string; readonly nr: number } {
  const [placeId = '', nr = '0'] = waitId.split('.');
  return { placeId, nr: Number(nr) };
}

/** A place as the engine lists and says it. */
function presentPlace(snapshot: Snapshot, place: Place, language: string, offer: Offer | null = null): ThingOption {
  const service = serviceOf(snapshot, place.serviceId);
  const person = snapshot.people.find(({ id }) => id === place.personId);
  const detail = [...(person ? [person.name] : []), wishWords(place, language)].join(', ');
  return { id: waitIdOf(place, offer), name: service ? nameIn(service, language) : '', detail };
}

/** Says what became of a wish in the engine's words. Nothing is decided here. */
export function createWaitlistBlocks(deps: {
  readonly waitlist: Pick<Waitlist, 'join' | 'decline' | 'leave' | 'openOf'>;
  readonly catalogue: Catalogue;
}): CallHandlers<WaitCall> & { readonly listWaits: (context: CallContext) => Promise<readonly ThingOption[]> } {
  const { waitlist, catalogue } = deps;
  return {
    async 'wait.join'(input, context): Promise<OutcomeOf<'wait.join'>> {
      const { shopId, conversationId, channel, address, language, key } = context;
      const who = { shopId, conversationId, channel, address, language, key, alsoIn: ownOthers(context) };
      const outcome = await waitlist.join({ ...input, ...who });
      if (outcome.kind === 'refused') return { call: 'wait.join', exit: 'none', data: {} };
      const wait = presentPlace(await catalogue.current(shopId), outcome.place, language);
      return { call: 'wait.join', exit: 'joined', data: { wait } };
    },

    async 'wait.decline'({ waitId }, context): Promise<OutcomeOf<'wait.decline'>> {
      const { placeId, nr } = parseWaitId(waitId);
      const place = await waitlist.decline(ownerOf(context), placeId, nr);
      if (!place) return { call: 'wait.decline', exit: 'gone', data: {} };
      const wait = presentPlace(await catalogue.current(place.shopId), place, context.language);
      return { call: 'wait.decline', exit: 'kept', data: { wait } };
    },

    async 'wait.leave'({ waitId }, context): Promise<OutcomeOf<'wait.leave'>> {
      await waitlist.leave(ownerOf(context), parseWaitId(waitId).placeId);
      return { call: 'wait.leave', exit: 'left', data: {} };
    },

    async listWaits(context) {
      const places = await waitlist.openOf(ownerOf(context));
      const snapshot = await catalogue.current(context.shopId);
      return places.map((place) => presentPlace(snapshot, place, context.language));
    },
  };
}

/** What a customer is told of an offer, in the language their chat goes on in. */
export function createWaitlistNotices(deps: {
  readonly catalogue: Catalogue;
  readonly desk: Pick<BookingDesk, 'holdQuote'>;
  readonly findService: (context: CallContext, serviceId: string) => Promise<ServiceOption | null>;
  readonly findView: (bookingId: string, language: string) => Promise<BookingView | null>;
  readonly languageOf: (conversationId: string) => Promise<string | null>;
}): (place: Place, offer: Offer & { readonly holdId: string }) => Promise<Notice | null> {
  const { catalogue, desk } = deps;
  return async (place, offer) => {
    const { shopId, conversationId, channel, address } = place;
    const language = (await deps.languageOf(conversationId)) ?? place.language;
    const context = { shopId, conversationId, channel, address, language, key: '', nowUtc: 0 };
    const service = await deps.findService(context, splitAddOns(place.serviceId).serviceId);
    const held = await desk.holdQuote(offer.holdId);
    const booking = place.bookingId === null ? null : await deps.findView(place.bookingId, language);
    if (!service || !held || (place.bookingId !== null && !booking)) return null;
    const snapshot = await catalogue.current(shopId);
    const { holdId, untilUtc } = offer;
    return {
      name: 'wait.offered',
      wait: presentPlace(snapshot, place, language, offer),
      service,
      held: presentHeld({ ...held, holdId, untilUtc }, snapshot.shop, language),
      moving: booking,
    };
  };
}

/** What people wait for who are helped from here stays theirs. */
function ownerOf({ shopId, channel, address, ...reach }: CallContext): PlaceOwner {
  return { shopId, customerKey: customerKeyOf({ phone: null, channel, address }), chats: ownOthers(reach) };
}
