import type { Instant } from '../../messaging/message.js';
import type { Draft } from './draft.js';
import { keyOfCall } from './fallback.js';
import type { Library, ShopFacts } from '../library.js';
import type { Control, FlowState, Turn } from '../state.js';

const UNKNOWN_SHOP: ShopFacts = {
  name: '',
  zone: 'UTC',
  country: 'GB',
  place: '',
  currency: 'GBP',
  language: 'en',
  script: '',
};

const NO_TIMERS = {};

export function openDraft(library: Library, state: FlowState, nowUtc: Instant): Draft {
  const { control, person } = state;
  const shop = library.shop(control.shop);
  return {
    library,
    base: state,
    shop: shop ?? UNKNOWN_SHOP,
    nowUtc,
    changes: {},
    effects: [],
    steps: [],
    language: control.lang,
    vocabulary: library.phrases.vocabulary(control.lang),
    run: control.r ?? 0,
    timers: control.tm ?? NO_TIMERS,
    own: control.own ?? null,
    part: control.part ?? null,
    nudged: control.nudged ?? 0,
    heardUtc: nowUtc,
    person,
    frames: [...control.frames],
    call: null,
    questions: control.n,
    met: control.met !== undefined,
    hint: control.hint ?? null,
    slow: control.slow !== undefined,
    probe: control.probe ?? null,
    attachment: null,
    track: null,
    messageClass: 'answer',
    quiet: false,
    fault: shop ? null : `there is no shop "${control.shop}"`,
    failed: false,
    fellBack: false,
  };
}

export function finishDraft(draft: Draft): Turn {
  const key = draft.call && keyOfCall(draft, draft.call);
  const { shop, ch, who } = draft.base.control;
  const control: Control = {
    shop,
    ch,
    lang: draft.language,
    ...(who === undefined ? {} : { who }),
    at: draft.heardUtc,
    n: draft.questions,
    frames: draft.frames,
    ...(draft.call ? { wait: draft.call.call } : {}),
    ...(draft.met ? { met: 1 as const } : {}),
    ...(draft.hint === null ? {} : { hint: draft.hint }),
    ...(draft.slow ? { slow: 1 as const } : {}),
    ...(draft.probe === null ? {} : { probe: draft.probe }),
    ...(draft.run === 0 ? {} : { r: draft.run }),
    ...(hasTimers(draft.timers) ? { tm: draft.timers } : {}),
    ...(draft.own === null ? {} : { own: draft.own }),
    ...(draft.part === null ? {} : { part: draft.part }),
    ...(draft.nudged === 0 ? {} : { nudged: draft.nudged }),
  };
  if (draft.call) draft.effects.push({ effect: 'call', call: draft.call, ...(key === null ? {} : { key }) });
  const { changes: answers, person, effects, steps } = draft;
  return {
    control,
    answers,
    person,
    effects,
    ...(steps.length > 0 ? { steps } : {}),
    ...(draft.fault === null ? {} : { fault: draft.fault }),
  };
}

function hasTimers(timers: Draft['timers']): boolean {
  for (const _id in timers) return true;
  return false;
}
