import type { ChannelId, Instant } from '../../messaging/message.js';
import type { Carried, FileRef, FileRefusal } from './events.js';
import type { Empty, Json } from './json.js';
import type { KeptFile, PlaceView, ThingKind, ThingOption } from './views.js';

/** What a script asks about the chat itself, the person in it, and the world outside. */
export interface ChatCalls {
  /** Leaves a note for the people of the shop. */
  'person.note': { input: { note: string; about: string | null }; outcomes: { noted: { answeredBy: string } } };
  /** Gives the chat to a person. The script is silent from then on until an `owner` event gives it back. */
  'handOff.start': {
    input: { reason: string; note: string | null };
    outcomes: {
      waiting: { answeredBy: string; epoch: number };
      /** Nobody is there: who reads it and when ("9:00 on Mon 23 Nov"). The script goes on. */
      nobody: { answeredBy: string; readAt: string };
    };
  };
  /** Asks a server outside: only hosts the shop allows, within a time budget. `take` maps variables to paths in the answer. */
  'http.request': {
    input: { method: 'GET' | 'POST'; url: string; body: Json; take: { readonly [name: string]: string } };
    outcomes: { done: { status: number; values: { readonly [name: string]: Json } }; failed: { reason: string } };
  };
  /** Something happened that servers outside hear of, each once and as soon as they can be reached. */
  'event.emit': {
    input: { event: string; data: { readonly [name: string]: Json } };
    outcomes: { emitted: Empty };
  };
  /** Makes a link that may be called once with the values of `take`, each of its type. */
  'callback.make': {
    input: {
      lastsMin: number;
      take: readonly { readonly name: string; readonly path: string; readonly type: string }[];
    };
    outcomes: { made: { id: string; url: string; until: string; untilUtc: Instant } };
  };
  /** Whether that link has been called, and with what. */
  'callback.look': {
    input: { id: string };
    outcomes: { called: { values: { readonly [name: string]: Json } }; waiting: Empty };
  };
  /** Sends a six-digit code to an address, to prove that it is the person's. */
  'code.send': {
    input: { to: 'phone' | 'email'; address: string };
    outcomes: { sent: { sentTo: string; until: string }; refused: { reason: 'tooMany' | 'unreachable' } };
  };
  'code.check': {
    input: { address: string; code: string };
    outcomes: { right: Empty; wrong: { triesLeft: number }; over: Empty };
  };
  /** What the person agreed to or took back, with the words they were shown. */
  'consent.record': {
    input: { topic: string; granted: boolean; words: string };
    outcomes: { recorded: Empty };
  };
  /** Whether the shop is open now; `opens` is "Mon 23 Nov 9:00". */
  'hours.check': { input: Record<string, never>; outcomes: { open: Empty; closed: { opens: string | null } } };
  /** Fetches, scans and keeps a file the person sent. */
  'file.keep': {
    input: { file: FileRef; media: string; accept: readonly string[] };
    outcomes: {
      kept: { file: KeptFile };
      refused: { reason: FileRefusal };
    };
  };
  /** Turns a place or an address in words into one address with its postcode; `unsure` offers what it may be. */
  'place.find': {
    input: { words: string | null; latitude: number | null; longitude: number | null };
    outcomes: { found: { place: PlaceView }; unsure: { places: readonly PlaceView[] }; none: Empty };
  };
  /** Things of the shop or of the customer to choose from: where it goes, what the customer has, whose queues are open. */
  'things.list': {
    input: { of: ThingKind };
    outcomes: { found: { things: readonly ThingOption[] }; none: Empty };
  };
  /** Whether the shop comes to a postcode. */
  'area.find': {
    input: { words: string };
    outcomes: {
      covered: { area: ThingOption; postcode: string };
      outside: { postcode: string };
      /** The words hold no postcode. */
      unclear: Empty;
    };
  };
  /** Keeps something of the customer's, such as a bike, to be chosen again next time; the same words are the same thing. */
  'asset.keep': { input: { words: string }; outcomes: { kept: { asset: ThingOption } } };
  /** Makes a six-digit code for another chat of the same person: to go on there, or to show the bookings of both in both. */
  'join.begin': {
    input: { of: 'move' | 'link' };
    outcomes: {
      /** `number` takes text messages; null where there is none. */
      made: { of: 'move' | 'link'; digits: string; until: string; number: string | null };
      tooMany: Empty;
    };
  };
  /** A code that was made in another chat. `moving`: what was begun there arrives as an event of its own. */
  'join.enter': {
    input: { code: string };
    outcomes: {
      moving: Empty;
      linked: { with: ChannelId };
      /** It was made by somebody who wants help with their visits. */
      helping: { name: string };
      own: Empty;
      wrong: Empty;
      tooMany: Empty;
    };
  };
  /** Takes apart what was linked last, for as long as that can be undone. */
  'join.split': { input: Empty; outcomes: { split: Empty; none: Empty } };
  /** Gives what was begun here to the chat that entered the code. */
  'chat.handOver': {
    input: { joinId: string; to: ChannelId; carried: Carried | null };
    outcomes: { handed: { to: ChannelId } };
  };
}
