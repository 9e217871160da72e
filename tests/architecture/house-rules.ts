import { findIn, type Findings, type Import, type SourceFile } from './source.js';

/** Each is entered through its `index.ts` only, and no two depend on each other, however indirectly. */
const BUSINESS = [
  'access',
  'api',
  'areas',
  'booking',
  'calendars',
  'catalogue',
  'changes',
  'files',
  'geo',
  'handoff',
  'hours',
  'insights',
  'notifications',
  'operations',
  'outside',
  'orders',
  'payments',
  'people',
  'pricing',
  'publishing',
  'queue',
  'sandbox',
  'scheduling',
  'tokens',
  'waitlist',
  'tracking',
] as const;

/** What can be said on any channel, the shape of a channel, and the units of time: what may be known in a browser. */
const MESSAGE_MODEL = [
  'src/messaging/message.ts',
  'src/messaging/format.ts',
  'src/messaging/mask.ts',
  'src/messaging/channel.ts',
  'src/messaging/direction.ts',
  'src/messaging/gsm.ts',
  'src/platform/time-units.ts',
];

interface Room {
  readonly rule: string;
  readonly has: RegExp;
  /** Rooms by name; a path names one file; `business` is every business module's door. Its own files are always allowed. */
  readonly mayImport: readonly string[];
  /** No `node:` module: it also runs in a browser. */
  readonly isBrowserSafe?: true;
  /** Others come in through `index.ts`. */
  readonly hasDoor?: true;
}

const business = (name: string): [string, Room] => [
  name,
  {
    rule: 'a business module imports platform, messaging, flow and the doors of other business modules',
    has: new RegExp(`^src/${name}/`),
    mayImport: ['platform', 'messaging', 'flow', 'business'],
    hasDoor: true,
  },
];

const adapter = (name: string): [string, Room] => [
  `adapters/${name}`,
  {
    rule: 'an adapter imports messaging, platform and its SDK; never a business module or another adapter',
    has: new RegExp(`^adapters/${name}/(?!widget/)`),
    mayImport: ['messaging', 'platform'],
    hasDoor: true,
  },
];

const APP = ['platform', 'messaging', 'flow', 'business', 'conversation', 'config', 'simulator'];
const ADAPTERS = ['slack', 'telegram', 'twilio', 'webchat'].map(adapter);

/** Who may import whom. A file that fits no room is a violation too: a new room is written down here first. */
export const ROOMS: ReadonlyMap<string, Room> = new Map([
  ['platform', { rule: 'platform knows no business', has: /^src\/platform\//, mayImport: [] }],
  ['messaging', { rule: 'messaging imports platform only', has: /^src\/messaging\//, mayImport: ['platform'] }],
  [
    'flow',
    {
      rule: 'flow imports only the message model and libraries, and runs in a browser',
      has: /^src\/flow\//,
      mayImport: MESSAGE_MODEL,
      isBrowserSafe: true,
    },
  ],
  ...BUSINESS.map(business),
  [
    'conversation',
    {
      rule: 'conversation stands above the business modules and below the app',
      has: /^src\/conversation\//,
      mayImport: ['platform', 'messaging', 'flow', 'business'],
      hasDoor: true,
    },
  ],
  ...ADAPTERS,
  [
    'widget',
    {
      rule: 'the web chat widget runs in a browser and knows the message model only',
      has: /^adapters\/webchat\/widget\//,
      mayImport: MESSAGE_MODEL,
      isBrowserSafe: true,
    },
  ],
  [
    'simulator',
    {
      rule: 'the simulator stands outside of the house: it imports platform and messaging only',
      has: /^src\/simulator\//,
      mayImport: ['platform', 'messaging'],
    },
  ],
  ['config', { rule: 'config knows nobody', has: /^src\/config\.ts$/, mayImport: [] }],
  [
    'app',
    {
      rule: 'the app joins everything, through the doors',
      has: /^src\/(?:main\.ts|app\.ts|make-administrator\.ts|prove-no-double-booking\.ts|wiring\/)/,
      mayImport: [...APP, ...ADAPTERS.map(([name]) => name)],
    },
  ],
  ['setup', { rule: 'the setup scripts run before anything is installed', has: /^src\/setup\//, mayImport: [] }],
]);

/** Every broken rule, one sentence each, naming the rule and the file. */
export function violationsOf(files: readonly SourceFile[]): string[] {
  const found = files.map((file) => ({ path: file.path, ...findIn(file) }));
  return [
    ...found
      .filter(({ path }) => !roomOf(path))
      .map(({ path }) => `every file has a room with a rule (tests/architecture/house-rules.ts): ${path}`),
    ...found.flatMap(({ path, imports }) => imports.flatMap((one) => brokenBy(path, one) ?? [])),
    ...found.flatMap(({ path, reaches }) => reachingTooFar(path, reaches)),
    ...cycles(found).map((cycle) => `business modules never depend on each other in a circle: ${cycle.join(' → ')}`),
  ];
}

function brokenBy(path: string, { target, isOurs, isTypeOnly, isDynamic }: Import): string | null {
  const from = roomOf(path);
  const room = from && ROOMS.get(from);
  if (!room) return null;
  const broken = (rule: string): string => `${rule}: ${path} imports ${target}`;
  if (!isOurs) return room.isBrowserSafe && target.startsWith('node:') ? broken(room.rule) : null;
  const to = roomOf(target);
  if (to === from) return null;
  if (!to) return broken('src and adapters import nothing from outside of them');
  const isAllowed =
    room.mayImport.includes(to) ||
    room.mayImport.includes(target) ||
    (room.mayImport.includes('business') && isBusiness(to));
  if (!isAllowed) return broken(room.rule);
  if (ROOMS.get(to)?.hasDoor && !/\/index\.ts$/.test(target)) return broken(`${to} is entered through its index.ts`);
  if (to === 'simulator' && !isTypeOnly && !isDynamic)
    return broken('the app loads the simulator only when it is switched on, by a dynamic import');
  return null;
}

function reachingTooFar(path: string, reaches: Findings['reaches']): string[] {
  const room = roomOf(path);
  return reaches.flatMap((reach) => {
    if (reach === 'environment' && room !== 'config' && room !== 'setup')
      return `only src/config.ts reads the environment: ${path}`;
    // A browser has no clock of ours: what the widget shows is the reader's own time.
    if (reach === 'clock' && path !== 'src/platform/clock.ts' && room !== 'widget' && room !== 'setup')
      return `the present moment comes from the injected Clock: ${path}`;
    return [];
  });
}

const roomOf = (path: string): string | undefined => [...ROOMS].find(([, { has }]) => has.test(path))?.[0];
const isBusiness = (room: string): boolean => BUSINESS.some((name) => name === room);

/** Each circle once, beginning with the first of its rooms in the alphabet. */
function cycles(found: readonly { path: string; imports: readonly Import[] }[]): string[][] {
  const edges = new Map<string, Set<string>>(BUSINESS.map((name) => [name, new Set<string>()]));
  for (const { path, imports } of found)
    for (const { target, isOurs } of imports) {
      const [from, to] = [roomOf(path), isOurs ? roomOf(target) : undefined];
      if (from && to && from !== to && isBusiness(to)) edges.get(from)?.add(to);
    }
  const circles: string[][] = [];
  const walk = (start: string, way: readonly string[]): void => {
    for (const next of edges.get(way.at(-1) ?? start) ?? []) {
      if (next === start) circles.push([...way, start]);
      else if (next > start && !way.includes(next)) walk(start, [...way, next]);
    }
  };
  for (const start of edges.keys()) walk(start, [start]);
  return circles;
}
