import { createHash } from 'node:crypto';
import type { PricingSettings, Quote } from '../catalogue/index.js';

type Experiment = NonNullable<PricingSettings['experiment']>;

const changedBySettings = new WeakMap<PricingSettings, PricingSettings>();

/**
 * The settings one person is priced by (PR-21). Whoever is asked twice is on the same side twice, on every channel and in
 * every process; a larger share only moves people from the usual to the changed side.
 */
export function settingsFor(
  settings: PricingSettings,
  customerKey: string | null,
): { settings: PricingSettings; experiment: Quote['experiment'] | null } {
  const { experiment } = settings;
  if (!experiment || customerKey === null) return { settings, experiment: null };
  const arm = armOf(experiment, customerKey);
  const mark = { id: experiment.id, arm };
  if (arm === 'usual') return { settings, experiment: mark };
  let changed = changedBySettings.get(settings);
  if (!changed) changedBySettings.set(settings, (changed = withChanges(settings, experiment)));
  return { settings: changed, experiment: mark };
}

export function armOf(
  { id, shareBasisPoints }: Pick<Experiment, 'id' | 'shareBasisPoints'>,
  customerKey: string,
): 'usual' | 'changed' {
  const place = createHash('sha256').update(`${id}\n${customerKey}`).digest().readUInt32BE(0) % 10_000;
  return place < shareBasisPoints ? 'changed' : 'usual';
}

function withChanges(settings: PricingSettings, experiment: Experiment): PricingSettings {
  const { peak, weekend, emergencyBasisPoints } = settings;
  return {
    ...settings,
    peak: { ...peak, basisPoints: experiment.peakBasisPoints ?? peak.basisPoints },
    weekend: { ...weekend, basisPoints: experiment.weekendBasisPoints ?? weekend.basisPoints },
    emergencyBasisPoints: experiment.emergencyBasisPoints ?? emergencyBasisPoints,
  };
}
