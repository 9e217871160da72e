import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** The counters of one process, served at `/metrics`. Labels are short and few: never an id, a number or a text. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    accepted: new Counter({
      name: 'parley_inbound_total',
      help: 'Inbound events by result',
      labelNames: ['channel', 'result'],
      registers,
    }),
    turns: new Histogram({
      name: 'parley_turn_seconds',
      help: 'From stored event to committed reply',
      labelNames: ['channel'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    conflicts: new Counter({
      name: 'parley_turn_conflicts_total',
      help: 'Turns rerun because another process committed first',
      registers,
    }),
    sends: new Counter({
      name: 'parley_sends_total',
      help: 'Outgoing messages by outcome',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    claims: new Counter({
      name: 'parley_claims_total',
      help: 'Holds and bookings by outcome',
      labelNames: ['call', 'exit'],
      registers,
    }),
    lag: new Gauge({
      name: 'parley_oldest_waiting_seconds',
      help: 'Age of the oldest event not yet handled',
      registers,
    }),
    overlaps: new Gauge({
      name: 'parley_calendar_overlaps',
      help: 'Visits that share time with another on the same calendar, by the last daily audit: 0, or somebody is booked twice',
      registers,
    }),
    refused: new Counter({
      name: 'parley_webhooks_refused_total',
      help: 'Webhooks refused before parsing',
      labelNames: ['provider', 'reason'],
      registers,
    }),
  };
}
