/**
 * The right to a seat, from the sale to the door: issuing, showing, checking and scanning tickets.
 *
 * **Invariants.** The database enforces the first three, whatever the application does; `npm run verify` checks all.
 *
 * 1. A sold seat has exactly one live ticket, of the order it is sold to; no other seat has one. A trigger of the seat
 *    issues and ends it, in the transaction that sells or returns the seat.
 * 2. The tickets of a seat are numbered: generation 1, 2, … Only the latest can be live, and an ended one stays so.
 * 3. A device's nonce names one scan. A repeat gets the first answer.
 * 4. Of the scans with a network at most one lets a visitor in, until a scan lets them out again where the show allows it.
 * 5. Two visitors who came in with one ticket, which only gates without a network can let happen, are a conflict that is
 *    recorded and published.
 * 6. In a sale behind a waiting room each ticket leads back to the queue number by which its buyer was admitted.
 *
 * **Codes.** A code is a signature over show, ticket, seat, generation and expiry (`codes/ticket-code.ts`). It is made when
 * it is read. Whether a genuine code is still good, the ledger says; a gate without a network knows it from its bundle:
 * for each seat the last generation that is refused, and who is inside.
 *
 * **Locks.** A scan takes the row of its ticket, and nothing else. A return takes the seat, then its ticket. Issuing again
 * takes the seat, then its ticket.
 */
import type { Accounts } from '../accounts';
import { type Catalog, mayRunShow } from '../catalog';
import type { Inventory } from '../inventory';
import { type OrderKey, type Orders, ownsOrder } from '../orders';
import { type AppModule, type Platform, type SqlExecutor, stopAll, streamWhile, type Verified } from '../platform';
import type { Topics } from '../realtime';
import { AdmissionResolver } from './api/admission.resolver';
import {
  DoorBundleResolver,
  DoorConflictResolver,
  DoorDeviceResolver,
  DoorResolver,
  DoorTicketResolver,
} from './api/door.resolver';
import { ScanResolver } from './api/scan.resolver';
import {
  OrderTicketsResolver,
  readTraceableTicket,
  TicketResolver,
  ViewerTicketsResolver,
} from './api/tickets.resolver';
import { isCodeVisible } from './codes/code-of-ticket';
import { TicketKeys } from './codes/ticket-keys';
import { ticketKeysRoute } from './codes/ticket-keys.route';
import type { ScanCrashPoint, TicketsContext } from './context';
import { type DocumentLanguage, openTicketDocuments } from './documents';
import { ticketDocumentReader } from './documents/read-ticket-document';
import { TicketTermsResolver } from './documents/terms/ticket-terms.resolver';
import { startWatchingBuyers, watchBuyers } from './door/alarms';
import { openDoorTopic, publishDoorEvents } from './door/door-topic';
import { requireDoor } from './door/require-door';
import type { Scan, Scanner, ScanTicketOutcome } from './door/scan';
import { scanTicket } from './door/scan-ticket';
import type { Ticket, TicketKey } from './ledger/ticket';
import { nameHolder, readTicket, readTicketsOfOrders, readUseOfOrder } from './ledger/tickets.sql';
import { verifyTickets } from './ledger/verify-tickets';

export { scanDirections } from './api/scan.graphql';
export { Ticket as TicketView, TicketNotFound, ticketView } from './api/tickets.graphql';
export { signTicketCode, type TicketClaims } from './codes/ticket-code';
export { type TicketKeyState, TicketKeys, type TicketSigningKey } from './codes/ticket-keys';
export type { ScanCrashPoint } from './context';
export { chooseDocumentLanguage, type DocumentLanguage, documentLanguages } from './documents';
export { dayIn, onOneDay, timeIn, zoneIn } from './documents/show-times';
export { ticketNotFound } from './ledger/reissue-ticket';
export type { Ticket, TicketKey } from './ledger/ticket';
export { decodeTicketId, encodeTicketId } from './ledger/ticket-id';
export { verifyTickets } from './ledger/verify-tickets';

export interface Tickets extends AppModule {
  readonly keys: TicketKeys;
  /** Scans a ticket at a gate with a network. */
  scan(scanner: Scanner, scan: Scan): Promise<ScanTicketOutcome>;
  /** Whether a visitor has come in with a ticket of the order for one of the seats, as the executor sees it. */
  isOrderUsed(executor: SqlExecutor, key: OrderKey, seatNos: readonly number[]): Promise<boolean>;
  /** The valid tickets of an order, in the order of the seats; as the executor sees them, where one is given. */
  liveTicketsOf(key: OrderKey, executor?: SqlExecutor): Promise<Ticket[]>;
  /** The ticket, live or not, as the executor sees it. */
  readTicket(executor: SqlExecutor, key: TicketKey): Promise<Ticket | null>;
  /** Names the holder of the live tickets of an order, or of that of one seat. */
  nameHolder(
    transaction: SqlExecutor,
    key: OrderKey & { readonly seatNo: number | null },
    holderName: string,
  ): Promise<void>;
  /**
   * A file with a page for each ticket of one show; null where none of them has a code now, or where the thread that
   * makes files has too many to make.
   */
  ticketsPdf(tickets: readonly TicketKey[], language: DocumentLanguage): Promise<Buffer | null>;
  /** A signed link to such a file, good for 15 minutes, for whoever hands out the tickets; null while their codes are hidden. */
  ticketsPdfUrl(tickets: readonly Ticket[], language: DocumentLanguage): Promise<string | null>;
  /** Raises alarms of buyers with unusually many tickets; runs by itself every few minutes. */
  watchBuyers(): Promise<void>;
  verify(): Promise<Verified[]>;
}

export interface TicketsDependencies {
  readonly accounts: Accounts;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly topics: Topics;
  /** For crash tests. */
  readonly atCrashPoint?: (point: ScanCrashPoint) => void;
}

export function openTickets(platform: Platform, dependencies: TicketsDependencies): Tickets {
  const { config, database, clock, logger, metrics, outbox } = platform;
  const { accounts, catalog, inventory, topics, atCrashPoint = () => undefined } = dependencies;
  const keys = new TicketKeys(database, clock);
  const context: TicketsContext = {
    ...{ database, clock, logger, outbox, catalog, inventory, keys, atCrashPoint },
    orders: dependencies.orders.ledger,
    doorTopic: openDoorTopic(topics),
    alarmCount: metrics.counter('frontrow_door_alarms_total', 'Alarms raised at the doors, by kind', ['kind']),
    async mayTrace(caller, ticket: Ticket) {
      if (caller === null) return false;
      if (ownsOrder(caller, ticket)) return true;
      const show = await catalog.saleTermsOf(ticket.showId);
      return show !== null && (await mayRunShow(caller, show, 'sell'));
    },
  };
  publishDoorEvents(outbox, context.doorTopic);
  const documents = openTicketDocuments({
    ...{ config, clock, logger, database },
    linkKey: accounts.deriveSecret('ticket documents'),
    readTicketDocument: ticketDocumentReader(context),
  });
  return {
    resolvers: [
      new TicketResolver(context, documents),
      new OrderTicketsResolver(context, documents),
      new TicketTermsResolver(context),
      new ViewerTicketsResolver(database),
      new ScanResolver(context),
      new DoorResolver(context, accounts.tokens),
      new AdmissionResolver(context),
      new DoorBundleResolver(context),
      new DoorDeviceResolver(context),
      new DoorConflictResolver(context),
      new DoorTicketResolver(context),
    ],
    subscriptions: {
      doorChanged: {
        async open({ showId, after }, request) {
          const show = await requireDoor(context, request, String(showId));
          const stream = context.doorTopic.subscribe(show.showId, typeof after === 'string' ? after : null);
          if (request.caller?.roles.has('scanner')) return stream;
          return streamWhile(stream, () => mayRunShow(request.caller, show, 'scan'));
        },
      },
    },
    nodes: [{ kind: 'ticket', typeName: 'Ticket', fetch: (id, request) => readTraceableTicket(context, id, request) }],
    routes: (http) => {
      ticketKeysRoute(http, keys);
      documents.routes(http);
    },
    start: async () => {
      const stopWatching = startWatchingBuyers(context);
      return () => stopAll([documents.close, stopWatching]);
    },
    keys,
    scan: (scanner, scan) => scanTicket(context, scanner, scan),
    isOrderUsed: async (executor, { showId, orderId }, seatNos) => {
      const [row] = await executor.run<{ isUsed: boolean }>(readUseOfOrder, [showId, orderId, seatNos]);
      return row?.isUsed === true;
    },
    liveTicketsOf: async ({ showId, orderId }, executor = database) => {
      const tickets = await executor.run<Ticket>(readTicketsOfOrders, [[showId], [orderId]]);
      return tickets.filter(({ endedAt }) => endedAt === null);
    },
    readTicket: async (executor, { showId, ticketId }) => {
      const [ticket] = await executor.run<Ticket>(readTicket, [showId, ticketId]);
      return ticket ?? null;
    },
    nameHolder: async (transaction, { showId, orderId, seatNo }, holderName) => {
      await transaction.run(nameHolder, [showId, orderId, seatNo, holderName]);
    },
    ticketsPdf: documents.ticketsPdf,
    ticketsPdfUrl: async (tickets, language) => {
      const [first] = tickets;
      if (first === undefined || !(await isCodeVisible(context, first))) return null;
      return documents.ticketsPdfUrl(tickets, clock.now(), language);
    },
    watchBuyers: () => watchBuyers(context),
    verify: () => verifyTickets(database),
  };
}
