import { rateLimited } from '../../platform';
import type { NotificationsContext } from '../context';
import { maskAddress } from './mask-address';
import { orderLinkInvalid } from './open-order';
import { readLinkedMessage, writeLinkMessage } from './order-access.sql';

export type SendOrderLinkOutcome =
  | { readonly kind: 'SendOrderLinkPayload'; readonly sentTo: string }
  | { readonly kind: 'OrderLinkInvalid'; readonly message: string };

const SECONDS_BETWEEN = 60;
const LINKS_PER_DAY_MAX = 10;

/**
 * Sends a new link to an order. Who asks has an old link; the new one goes where the old one went, and nowhere else.
 *
 * @throws RATE_LIMITED where one was sent within a minute, or ten within a day; and where the order has another address by now
 */
export async function sendOrderLink(
  { database, clock, links }: NotificationsContext,
  secret: string,
): Promise<SendOrderLinkOutcome> {
  const key = links.read(secret, 'order link');
  if (key === null) return orderLinkInvalid;
  const { showId, id } = key;
  const [linked] = await database.run<{ recipient: string }>(readLinkedMessage, [showId, id]);
  if (linked === undefined) return orderLinkInvalid;
  const values = [showId, id, clock.now(), SECONDS_BETWEEN, LINKS_PER_DAY_MAX];
  const written = await database.run(writeLinkMessage, values);
  if (written.length === 0)
    throw rateLimited(SECONDS_BETWEEN, 'A link was sent a moment ago. Look for it in your mail.');
  return { kind: 'SendOrderLinkPayload', sentTo: maskAddress(linked.recipient) };
}
