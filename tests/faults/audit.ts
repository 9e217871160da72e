/** What a fault test finds afterwards: our books and the provider's. */
export interface Books {
  readonly bookings: readonly {
    conversationId: string;
    personId: string;
    startsAtUtc: number;
    endsAtUtc: number;
    status: string;
  }[];
  readonly conversations: readonly { id: string; pending: number; outbox: number }[];
  /** Keys of everything heard: `<conversation>:in:<provider id>`. */
  readonly heard: readonly string[];
  readonly said: readonly { key: string; status: string }[];
  /** As they arrived at the provider, oldest first. */
  readonly provider: readonly { to: string; body: string; atMs: number }[];
}

export interface Witness {
  readonly conversationId: string;
  readonly from: string;
  /** Every message they sent and the provider was told was accepted. */
  readonly sids: readonly string[];
}

/** How long after its send a reply is recorded at the latest, on a busy machine. */
const RECORD_WINDOW_MS = 1_500;

/** Everything that is wrong, a sentence each. Written without the product's code: it only reads what is there. */
export function audit(books: Books, people: readonly Witness[], killsAtMs: readonly number[]): string[] {
  const wrong: string[] = [];
  const heard = new Set(books.heard);
  for (const { conversationId, sids } of people) {
    const own = books.bookings.filter((booking) => booking.conversationId === conversationId);
    if (own.length !== 1) wrong.push(`${conversationId} has ${own.length} bookings`);
    for (const sid of sids)
      if (!heard.has(`${conversationId}:in:${sid}`)) wrong.push(`${conversationId}: message ${sid} was lost`);
  }
  const sorted = [...books.bookings].sort(
    (a, b) => a.personId.localeCompare(b.personId) || a.startsAtUtc - b.startsAtUtc,
  );
  sorted.forEach((booking, index) => {
    const before = sorted[index - 1];
    if (before?.personId === booking.personId && before.endsAtUtc > booking.startsAtUtc)
      wrong.push(`${booking.personId} is double-booked at ${booking.startsAtUtc}`);
  });
  for (const { id, pending, outbox } of books.conversations)
    if (pending + outbox > 0) wrong.push(`${id} is stuck: ${pending} unhandled, ${outbox} unsent`);
  const unsent = books.said.filter(({ status }) => status !== 'sent' && status !== 'uncertain');
  if (unsent.length > 0) wrong.push(`${unsent.length} replies were not sent: ${unsent[0]!.key}`);
  for (const { from, conversationId } of people) {
    const arrived = books.provider.filter(({ to }) => to === from);
    const said = books.said.filter(({ key }) => key.startsWith(`${conversationId}:`)).length;
    const extra = arrived.length - said;
    if (extra < 0) wrong.push(`${from}: ${said} replies are in the books, ${arrived.length} reached the provider`);
    const explained = arrived.filter(({ body, atMs }) =>
      arrived.some(
        (first) =>
          first.body === body &&
          first.atMs < atMs &&
          killsAtMs.some((kill) => kill > first.atMs && kill < atMs && kill - first.atMs < RECORD_WINDOW_MS),
      ),
    ).length;
    if (extra > explained)
      wrong.push(
        `${from}: ${extra} replies too many, ${explained} of them sent again because a kill fell between send and record`,
      );
  }
  return wrong;
}
