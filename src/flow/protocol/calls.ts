import type { BookingCalls } from './booking-calls.js';
import type { ChatCalls } from './chat-calls.js';
import type { CircleCalls, PortalCalls, VisitCalls } from './circle-calls.js';
import type { PaperCalls } from './paper-calls.js';
import type { ShoppingCalls } from './shopping-calls.js';
import type { ShopCalls } from './shop-calls.js';
import type { WaitingCalls } from './waiting-calls.js';

/** Each call with its input, and for each outcome the data that comes with it. An outcome's name is the block's exit. */
export interface Calls
  extends
    BookingCalls,
    ChatCalls,
    CircleCalls,
    PaperCalls,
    PortalCalls,
    VisitCalls,
    ShopCalls,
    ShoppingCalls,
    WaitingCalls {}

export type CallName = keyof Calls;
export type CallInput<N extends CallName> = Calls[N]['input'];

/** One call as data. */
export type Call = { [N in CallName]: { readonly call: N; readonly input: CallInput<N> } }[CallName];
/** What came of a call. */
export type Outcome = { [N in CallName]: OutcomeOf<N> }[CallName];
export type OutcomeOf<N extends CallName> = {
  [K in keyof Calls[N]['outcomes']]: { readonly call: N; readonly exit: K; readonly data: Calls[N]['outcomes'][K] };
}[keyof Calls[N]['outcomes']];
