import { fileURLToPath } from 'node:url';
import { createStandings } from '../conversation/index.js';
import type { ShopFacts } from '../flow/index.js';
import { createPublishing, type Publishing } from '../publishing/index.js';
import type { ApplicationDeps } from './application.js';
import type { ChannelAdapters } from './undelivered.js';
import type { Walker } from './walker.js';

const FLOWS = fileURLToPath(new URL('../../flows', import.meta.url));

export interface PublishingRooms {
  readonly walker: Walker;
  readonly shopId: string;
  readonly shopOfId: (id: string) => ShopFacts | undefined;
  /** How channels print: what the checks of a script need. */
  readonly adapters: ChannelAdapters;
}

/** The scripts of the house, as they are published. */
export function openPublishing(
  deps: ApplicationDeps,
  { walker, shopId, shopOfId, adapters }: PublishingRooms,
): Promise<Publishing> {
  const { mongo, clock, log } = deps;
  return createPublishing({
    ...(deps.walksScripts ? { walk: walker.walk } : {}),
    mongo,
    clock,
    log,
    folder: deps.flowsFolder ?? FLOWS,
    shopId,
    shop: shopOfId,
    facts: createStandings({ mongo }),
    context: { renderers: adapters },
  });
}
