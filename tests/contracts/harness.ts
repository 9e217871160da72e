import type { ChannelAdapter, ConversationRef, InboundContent, RawRequest } from '../../src/messaging/channel.js';
import type { Faults } from '../../src/simulator/stand-ins/stand-in.js';

/**
 * What every channel adapter must do, checked on each of them (CH-01). A channel's test gives a harness and calls
 * `describeChannelContract`; what is special to the channel is tested beside it.
 */
export interface ChannelHarness {
  readonly adapter: ChannelAdapter;
  /** Genuine requests, each with the content it must become. `null` = accepted without an event. */
  readonly samples: readonly {
    readonly about: string;
    readonly request: RawRequest;
    readonly content: InboundContent | null;
  }[];
  /** Genuine headers and whatever signature the channel needs around any body; the body may be nonsense. */
  readonly sign: (body: Buffer) => RawRequest;
  /** The header that carries the proof of genuineness, lower case. */
  readonly proofHeader: string;
  /** The same request proven with a key that is not ours. */
  readonly signWithWrongKey: (body: Buffer) => RawRequest;
  /** Whether the path is part of what is proven. */
  readonly provesPath: boolean;
  /** The same `receive` with its verification switched off: the deliberate mutant. */
  readonly withoutVerification: ChannelAdapter['receive'];
  /** What the person would see of one rendered part: its words and its buttons or rows. */
  readonly visible: (part: unknown) => VisiblePart;
  /** How the channel changes characters on purpose (SMS punctuation); identity elsewhere. */
  readonly fold?: (text: string, language: string) => string;
  /** Sending, where there is a provider on the other side. */
  readonly outbound?: {
    readonly to: ConversationRef;
    readonly faults: Faults;
    /** How many messages the provider has taken so far. */
    readonly taken: () => number;
    /** An adapter whose provider nobody listens for. */
    readonly unreachable: ChannelAdapter;
    /** An adapter that gives up after about 200 ms. */
    readonly impatient: ChannelAdapter;
  };
}

export interface VisiblePart {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly token: string | null }[];
  /** Addresses behind buttons and files, beside those in the text. */
  readonly links?: readonly string[];
  /** Names of files that are carried themselves. */
  readonly files?: readonly string[];
}
