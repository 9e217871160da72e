/**
 * What the phones page shows, and how it changes. Runs in the browser too: the server and every open page apply the same
 * changes to the same state.
 */

export const PHONES = ['sms', 'whatsapp', 'telegram'] as const;
export type Phone = (typeof PHONES)[number];

export const PROVIDERS = ['twilio', 'telegram', 'slack', 'stripe', 'mail'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface Button {
  /** What a tap sends back. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** Opens an address instead of sending anything back. */
  readonly url?: string;
}

export interface ChatLine {
  readonly id: string;
  /** `us` is the business, `me` the person who holds the phone, `network` the carrier itself. */
  readonly from: 'us' | 'me' | 'network';
  readonly text: string;
  /** UTC epoch milliseconds on the house's clock. */
  readonly atUtc: number;
  /** Only on lines of `me`. */
  readonly sent?: 'sending' | 'sent' | 'failed';
  /** SMS: how many parts it took on the air. */
  readonly parts?: number;
  /** Rows of buttons below the message. */
  readonly buttons?: readonly (readonly Button[])[];
  /** WhatsApp's list: its button's words and the rows it opens. */
  readonly list?: { readonly title: string; readonly rows: readonly Button[] };
  readonly file?: AttachedFile;
}

export interface AttachedFile {
  readonly name: string;
  /** Where it lies, or the file itself as a data address. */
  readonly href: string;
}

export type SlackPart =
  | { readonly kind: 'header' | 'text' | 'context'; readonly text: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'file'; readonly file: AttachedFile }
  | {
      readonly kind: 'buttons';
      readonly buttons: readonly {
        readonly id: string;
        readonly label: string;
        readonly style: 'plain' | 'primary' | 'danger';
      }[];
    };

export interface SlackCard {
  readonly id: string;
  readonly atUtc: number;
  readonly text: string;
  readonly parts: readonly SlackPart[];
  /** The card in whose thread it stands. */
  readonly threadOf?: string;
  /** The operator who wrote it; absent on the bot's own. */
  readonly by?: string;
  /** The operator who alone sees it. */
  readonly onlyFor?: string;
  readonly isEdited?: boolean;
}

export interface Mail {
  readonly id: string;
  readonly atUtc: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly calendars: readonly string[];
}

export interface Payment {
  /** The checkout session. */
  readonly id: string;
  readonly url: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly state: 'link' | 'paid' | 'declined' | 'onItsWay' | 'ended' | 'refunded';
  readonly atUtc: number;
}

export interface TraceView {
  readonly id: string;
  /** `sms`, `whatsapp`, `telegram`, `webchat`. */
  readonly channel: string;
  readonly startedAtUtc: number;
  readonly stations: readonly {
    readonly name: string;
    /** Milliseconds since the message came in. */
    readonly atMs: number;
    readonly detail: string;
    readonly commands: readonly string[];
  }[];
}

/** A fault that stays until it is switched off, or one that waits for the next request. */
export const LASTING_FAULTS = ['slow', 'duplicate', 'reorder', 'loseReceipts'] as const;
export const NEXT_FAULTS = ['fail', 'rateLimit', 'cut'] as const;
export type FaultName = (typeof LASTING_FAULTS)[number] | (typeof NEXT_FAULTS)[number];
export type FaultStates = Readonly<Record<FaultName, boolean>>;

/** What moves by itself: told every second, never replayed. */
export interface Pulse {
  /** UTC epoch milliseconds on the house's clock. */
  readonly nowUtc: number;
  readonly nextReminderAtUtc: number | null;
}

export interface PageState {
  readonly shop: { readonly id: string; readonly name: string; readonly zone: string };
  /** The businesses there are to look at, the first one first. */
  readonly shops: readonly { readonly id: string; readonly name: string }[];
  /** Grows with each "start over". */
  readonly round: number;
  readonly people: Readonly<Record<Phone, { readonly name: string; readonly address: string }>>;
  /** Providers that are real here: their devices are in people's pockets, not on this page. */
  readonly real: readonly Provider[];
  readonly chats: Readonly<Record<Phone, readonly ChatLine[]>>;
  readonly slack: readonly SlackCard[];
  readonly mails: readonly Mail[];
  readonly payments: readonly Payment[];
  /** Newest first. */
  readonly traces: readonly TraceView[];
  readonly faults: Readonly<Partial<Record<Provider, FaultStates>>>;
  /** What a provider would have refused, newest last. */
  readonly problems: readonly string[];
}

export type Change =
  | { readonly kind: 'line'; readonly phone: Phone; readonly line: ChatLine }
  | { readonly kind: 'card'; readonly card: SlackCard }
  | { readonly kind: 'mail'; readonly mail: Mail }
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'trace'; readonly trace: TraceView }
  | { readonly kind: 'faults'; readonly faults: PageState['faults'] }
  | { readonly kind: 'problems'; readonly problems: readonly string[] }
  | { readonly kind: 'fresh'; readonly state: PageState };

const LINES_KEPT = 200;
const CARDS_KEPT = 60;
const MAILS_KEPT = 60;
const PAYMENTS_KEPT = 30;
const TRACES_KEPT = 40;

/** The state after a change. What is known by its id is replaced in its place; the oldest falls off a full list. Pure. */
export function applyChange(state: PageState, change: Change): PageState {
  switch (change.kind) {
    case 'line': {
      const chat = put(state.chats[change.phone], change.line, LINES_KEPT);
      return { ...state, chats: { ...state.chats, [change.phone]: chat } };
    }
    case 'card':
      return { ...state, slack: put(state.slack, change.card, CARDS_KEPT) };
    case 'mail':
      return { ...state, mails: put(state.mails, change.mail, MAILS_KEPT) };
    case 'payment':
      return { ...state, payments: put(state.payments, change.payment, PAYMENTS_KEPT) };
    case 'trace':
      return { ...state, traces: put(state.traces.toReversed(), change.trace, TRACES_KEPT).toReversed() };
    case 'faults':
      return { ...state, faults: change.faults };
    case 'problems':
      return { ...state, problems: change.problems };
    case 'fresh':
      return change.state;
  }
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T, kept: number): readonly T[] {
  const at = list.findIndex(({ id }) => id === item.id);
  return at < 0 ? [...list, item].slice(-kept) : list.with(at, item);
}
