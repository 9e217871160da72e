import {
  LASTING_FAULTS,
  NEXT_FAULTS,
  PROVIDERS,
  type FaultName,
  type FaultStates,
  type PageState,
  type Provider,
} from './page-state.js';
import type { Faults, StandIn } from './stand-ins/stand-in.js';

const SLOW_MS = 2_000;

const READ: Readonly<Record<FaultName, (faults: Faults) => boolean>> = {
  slow: ({ delayMs }) => delayMs > 0,
  duplicate: ({ duplicateWebhooks }) => duplicateWebhooks,
  reorder: ({ reorderWebhooks }) => reorderWebhooks,
  loseReceipts: ({ loseReceipts }) => loseReceipts,
  fail: ({ failBeforeEffect }) => failBeforeEffect > 0,
  rateLimit: ({ rateLimit }) => rateLimit > 0,
  cut: ({ cutAfterEffect }) => cutAfterEffect > 0,
};

const WRITE: Readonly<Record<FaultName, (faults: Faults, isOn: boolean) => void>> = {
  slow: (faults, isOn) => void (faults.delayMs = isOn ? SLOW_MS : 0),
  duplicate: (faults, isOn) => void (faults.duplicateWebhooks = isOn),
  reorder: (faults, isOn) => void (faults.reorderWebhooks = isOn),
  loseReceipts: (faults, isOn) => void (faults.loseReceipts = isOn),
  fail: (faults, isOn) => void (faults.failBeforeEffect = isOn ? 1 : 0),
  rateLimit: (faults, isOn) => void (faults.rateLimit = isOn ? 1 : 0),
  cut: (faults, isOn) => void (faults.cutAfterEffect = isOn ? 1 : 0),
};

type StandIns = Partial<Record<Provider, Pick<StandIn, 'faults'>>>;

/** Each stand-in's faults as the page's switches show them. One that waits for the next request goes out by itself. */
export function readFaults(standIns: StandIns): PageState['faults'] {
  const found: Partial<Record<Provider, FaultStates>> = {};
  for (const provider of PROVIDERS) {
    const standIn = standIns[provider];
    if (!standIn) continue;
    const pairs = [...LASTING_FAULTS, ...NEXT_FAULTS].map((name) => [name, READ[name](standIn.faults)]);
    found[provider] = Object.fromEntries(pairs) as FaultStates; // every name was just walked
  }
  return found;
}

export function writeFault(standIn: Pick<StandIn, 'faults'>, name: FaultName, isOn: boolean): void {
  WRITE[name](standIn.faults, isOn);
}

export function clearFaults(standIns: StandIns): void {
  for (const provider of PROVIDERS)
    for (const name of [...LASTING_FAULTS, ...NEXT_FAULTS])
      if (standIns[provider]) writeFault(standIns[provider], name, false);
}
