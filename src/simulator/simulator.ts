import type { Router } from 'express';
import type { MovableClock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { WatchedXRay } from '../platform/xray.js';
import { createActs } from './acts.js';
import { bundlePage } from './bundle-page.js';
import { openFeeds } from './feeds.js';
import { createLiveLog } from './live-log.js';
import { PROVIDERS, type PageState } from './page-state.js';
import { castOf } from './people.js';
import { createSimulatorRoutes } from './simulator.routes.js';
import type { MailStandIn } from './stand-ins/mail.js';
import type { SlackStandIn } from './stand-ins/slack.js';
import type { StripeStandIn } from './stand-ins/stripe.js';
import type { TelegramStandIn } from './stand-ins/telegram.js';
import type { TwilioStandIn } from './stand-ins/twilio.js';
import { clearFaults, readFaults } from './switchboard.js';

/** A provider without a stand-in is the real one: its device is shown greyed. */
export interface SimulatorStandIns {
  readonly twilio?: TwilioStandIn;
  readonly telegram?: TelegramStandIn;
  readonly slack?: SlackStandIn;
  readonly stripe?: StripeStandIn;
  readonly mail?: MailStandIn;
}

export interface SimulatorDeps {
  readonly standIns: SimulatorStandIns;
  readonly clock: MovableClock;
  readonly xray: WatchedXRay;
  /** Where the house is reached; the page sends people who came by another name of this machine there. */
  readonly publicUrl: string;
  readonly shop: { readonly id: string; readonly name: string; readonly zone: string };
  /** The businesses a visitor may look at; those numbers lead to one of them at a time. */
  readonly shops?: readonly { readonly id: string; readonly name: string; readonly zone: string }[];
  readonly reach?: (shopId: string) => void;
  /** The numbers people write to, as on the shop's card: +E.164. */
  readonly smsNumber: string;
  readonly whatsappNumber: string;
  readonly nextReminderAtUtc: () => Promise<number | null>;
  /** Forgets every customer, booking and message of the house. */
  readonly startOver: () => Promise<void>;
  readonly log: Log;
}

export interface Simulator {
  /** Mounted at `/simulator`. */
  readonly router: Router;
  /** Lets every open page go. May be called twice. */
  stop(): Promise<void>;
}

/** The phones page: real devices of stand-ins, a clock to move, faults to order, and the X-ray of what happens inside. */
export function createSimulator(deps: SimulatorDeps): Simulator {
  const { standIns, clock, log } = deps;
  let round = 0;
  let shop = deps.shop;
  const cast = (): ReturnType<typeof castOf> => castOf(round);
  const problems = (): readonly string[] =>
    PROVIDERS.flatMap((provider) => standIns[provider]?.problems ?? []).slice(-20);

  function blank(): PageState {
    const { rosa, maria, sam } = cast();
    return {
      shop,
      shops: deps.shops ?? [deps.shop],
      round,
      people: {
        sms: { name: rosa.name, address: rosa.number },
        whatsapp: { name: maria.name, address: maria.number },
        telegram: { name: `${sam.firstName} ${sam.lastName}`, address: '' },
      },
      real: PROVIDERS.filter((provider) => !standIns[provider]),
      chats: { sms: [], whatsapp: [], telegram: [] },
      slack: [],
      mails: [],
      payments: [],
      traces: [],
      faults: readFaults(standIns),
      problems: problems(),
    };
  }

  const live = createLiveLog(blank());
  const closeFeeds = openFeeds({
    standIns,
    xray: deps.xray,
    clock,
    cast,
    knownLine: (phone, id) => live.state().chats[phone].find((line) => line.id === id),
    isKnownPayment: (id) => live.state().payments.some((payment) => payment.id === id),
    put: live.put,
  });

  /** Stand-ins count their faults down and note problems without telling: looked at with every pulse. */
  function lookAgain(): void {
    const faults = readFaults(standIns);
    if (JSON.stringify(faults) !== JSON.stringify(live.state().faults)) live.put({ kind: 'faults', faults });
    const seen = problems();
    if (seen.join() !== live.state().problems.join()) live.put({ kind: 'problems', problems: seen });
  }

  async function startOver(): Promise<void> {
    clearFaults(standIns);
    // The clock first: what is put in afresh is put in at the present.
    clock.advance(-acts.movedMs());
    acts.forgetMoves();
    await deps.startOver();
    round++;
    live.put({ kind: 'fresh', state: blank() });
  }

  /** Another business: nothing said to the one before belongs there, so everything begins anew. */
  async function visit(shopId: string): Promise<boolean> {
    const next = deps.shops?.find(({ id }) => id === shopId);
    if (!next) return false;
    deps.reach?.(next.id);
    shop = next;
    await startOver();
    return true;
  }

  const acts = createActs({
    ...deps,
    cast,
    put: live.put,
    faultsChanged: lookAgain,
    startOver,
    visit,
  });
  const routes = createSimulatorRoutes({
    live,
    acts,
    publicUrl: deps.publicUrl,
    frames: standIns.stripe ? [standIns.stripe.url] : [],
    pulse: async () => {
      lookAgain();
      return { nowUtc: clock.nowUtc(), nextReminderAtUtc: await deps.nextReminderAtUtc() };
    },
    clock,
    log,
  });
  // The first visitor should not have to wait for it; a failure is shown to whoever asks for the page.
  bundlePage().catch((error: unknown) => log.error({ err: error }, 'the phones page could not be built'));

  return {
    router: routes.router,
    async stop() {
      closeFeeds();
      routes.stop();
    },
  };
}
