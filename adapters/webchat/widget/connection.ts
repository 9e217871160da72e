import { parseActivities, record, text, type ChatActivity } from './activities.js';
import { ChatError, openSession, request, type Session } from './session.js';

export type ConnectionStatus = 'connecting' | 'online' | 'lost';

interface ConnectionEvents {
  onShop(shop: Session['shop']): void;
  onActivity(activity: ChatActivity): void;
  onStatus(status: ConnectionStatus): void;
}

export interface Connection {
  /** Resolves when the server has it. @throws ChatError when it could not be sent even after trying again. */
  post(activity: { text: string; value?: string; displayText?: string; clientId: string }): Promise<void>;
  /** The same for a file. */
  upload(file: File, clientId: string): Promise<void>;
  close(): void;
}

/** A loss shorter than this is nobody's business. */
const SAY_LOST_AFTER_MS = 5_000;
const RETRY_MS = [300, 1_000, 2_000, 4_000, 8_000] as const;
const POLL_MS = 1_000;
const POLL_HIDDEN_MS = 5_000;
/** Sockets that never open are forbidden on this network: poll, and ask again now and then. */
const SOCKET_TRIES = 2;
const SOCKET_AGAIN_MS = 60_000;
const REFRESH_MS = 15 * 60_000;
const KEEP_ALIVE_MS = 20_000;
const CLOSE_REPLACED = 4001;
const POST_TRIES = 4;

/** Speaks Direct Line: a socket where there is one, polling where there is none, and the conversation where it stopped. */
export function connect(base: string, shop: string, events: ConnectionEvents): Connection {
  const api = `${base}/v3/directline`;
  let session: Session | undefined;
  let renewing: Promise<Session> | undefined;
  let hasBegun = false;
  let watermark = '';
  let socket: WebSocket | undefined;
  let socketFailures = 0;
  let failures = 0;
  let isClosed = false;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let wakeUp: (() => void) | undefined;
  const seen = new Set<string>();
  let begun = (): void => undefined;
  /** Nothing is said before the conversation has begun: the greeting comes first. */
  const beginning = new Promise<void>((resolve) => (begun = resolve));

  const conversation = (): string => `${api}/conversations/${session?.conversationId ?? ''}`;

  function isOnline(): void {
    failures = 0;
    clearTimeout(lostTimer);
    lostTimer = undefined;
    events.onStatus('online');
  }

  function isLost(): void {
    lostTimer ??= setTimeout(() => events.onStatus('lost'), SAY_LOST_AFTER_MS);
  }

  function take(frame: unknown): void {
    const { activities, watermark: next } = parseActivities(frame);
    for (const activity of activities) {
      if (activity.kind === 'message') {
        if (seen.has(activity.id)) continue;
        seen.add(activity.id);
      }
      events.onActivity(activity);
    }
    if (next !== null) watermark = next;
  }

  /** A fresh token for the same conversation; a conversation that is over gives way to a new one. Two askers share one. */
  function renew(): Promise<Session> {
    renewing ??= openAgain().finally(() => (renewing = undefined));
    return renewing;
  }

  async function openAgain(): Promise<Session> {
    const before = session?.conversationId;
    session = await openSession(base, shop);
    if (before === undefined) events.onShop(session.shop);
    if (session.conversationId !== before) {
      hasBegun = session.isResumed;
      watermark = '';
    }
    return session;
  }

  /** The address of a fresh stream. */
  async function enter(): Promise<string> {
    const { token } = session ?? (await renew());
    const answer = hasBegun
      ? await request(`${conversation()}?watermark=${watermark}`, { method: 'GET', token })
      : await request(`${api}/conversations`, { method: 'POST', token, json: { locale: navigator.language } });
    hasBegun = true;
    begun();
    const fresh = text(record(answer)['token']);
    if (session && fresh !== null) session.token = fresh;
    return text(record(answer)['streamUrl']) ?? '';
  }

  /** Resolves when the socket has closed: true when it had been open. */
  function stream(url: string): Promise<{ wasOpen: boolean; code: number }> {
    return new Promise((resolve) => {
      let wasOpen = false;
      const mine = new WebSocket(url);
      socket = mine;
      const alive = setInterval(() => mine.readyState === mine.OPEN && mine.send(''), KEEP_ALIVE_MS);
      mine.onopen = () => {
        wasOpen = true;
        isOnline();
      };
      mine.onmessage = ({ data }) => {
        if (typeof data === 'string' && data !== '') take(JSON.parse(data));
      };
      mine.onclose = ({ code }) => {
        clearInterval(alive);
        resolve({ wasOpen, code });
      };
    });
  }

  /** Polls for `forMs`. @throws ChatError */
  async function poll(forMs: number): Promise<void> {
    const endsAt = Date.now() + forMs;
    while (!isClosed && Date.now() < endsAt) {
      take(
        await request(`${conversation()}/activities?watermark=${watermark}`, {
          method: 'GET',
          token: session?.token ?? '',
        }),
      );
      isOnline();
      await pause(document.hidden ? POLL_HIDDEN_MS : POLL_MS);
    }
  }

  async function round(): Promise<void> {
    const url = await enter();
    if (socketFailures >= SOCKET_TRIES) {
      await poll(SOCKET_AGAIN_MS);
      return;
    }
    const { wasOpen, code } = await stream(url);
    socketFailures = wasOpen ? 0 : socketFailures + 1;
    if (isClosed) return;
    // The chat is open in another tab too: both are served, this one by polling.
    if (code === CLOSE_REPLACED) await poll(SOCKET_AGAIN_MS);
    else throw new ChatError(0);
  }

  async function run(): Promise<void> {
    events.onStatus('connecting');
    while (!isClosed) {
      try {
        await round();
      } catch (error) {
        isLost();
        const refused = error instanceof ChatError && (error.status === 403 || error.status === 404);
        if (refused && session) await renew().catch(isLost);
        const delayMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0;
        const told = error instanceof ChatError ? error.retryAfterMs : 0;
        await pause(Math.max(told, delayMs * (0.75 + Math.random() / 2)));
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Tries again what may still arrive: our own id makes a repeat harmless. @throws ChatError */
  async function deliver(what: 'activities' | 'upload', body: { json?: unknown; form?: FormData }): Promise<void> {
    await beginning;
    for (let tries = 1; ; tries++) {
      try {
        const { token } = session ?? (await renew());
        return void (await request(`${conversation()}/${what}`, { method: 'POST', token, ...body }));
      } catch (error) {
        const { status, retryAfterMs } = error instanceof ChatError ? error : new ChatError(0);
        const isFinal = status === 400 || status === 413;
        if (isFinal || tries >= POST_TRIES) throw error;
        if (status === 403) await renew().catch(isLost);
        await new Promise((resolve) => setTimeout(resolve, Math.max(retryAfterMs, 400 * tries)));
      }
    }
  }

  const hurry = (): void => wakeUp?.();
  const onVisible = (): void => {
    if (!document.hidden) hurry();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', onVisible);
  const refreshing = setInterval(() => void renew().catch(isLost), REFRESH_MS);
  void run();

  return {
    async post({ text: words, value, displayText, clientId }) {
      const json = {
        type: 'message',
        text: words,
        locale: navigator.language,
        ...(value === undefined ? {} : { value }),
        channelData: {
          clientActivityID: clientId,
          ...(displayText === undefined ? {} : { messageBack: { displayText } }),
        },
      };
      await deliver('activities', { json });
    },
    async upload(file, clientId) {
      const form = new FormData();
      const about = { type: 'message', text: '', channelData: { clientActivityID: clientId } };
      form.append(
        'activity',
        new Blob([JSON.stringify(about)], { type: 'application/vnd.microsoft.activity' }),
        'a.json',
      );
      form.append('file', file);
      await deliver('upload', { form });
    },
    close() {
      isClosed = true;
      clearInterval(refreshing);
      clearTimeout(lostTimer);
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', onVisible);
      socket?.close();
      hurry();
    },
  };
}
