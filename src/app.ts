/** The composition root: builds every module once, in layer order. The only file that imports every module. */
import type { GraphQLSchema } from 'graphql';
import { type Accounts, openAccounts } from './accounts';
import type { ResolvedConfig } from './backing-services';
import { type Catalog, openCatalog } from './catalog';
import { type Checkout, type CrashPoint, openCheckout } from './checkout';
import { type EventLogCrashPoint, type EventLogOverrides, openEventLog } from './event-log';
import { type Inventory, openInventory } from './inventory';
import {
  type MailCrashPoint,
  type MailPace,
  type Notifications,
  openNotifications,
  writeOrganizerNotice,
} from './notifications';
import { openPlatform } from './open-platform';
import { type Orders, openOrders } from './orders';
import { type Organizations, openOrganizations } from './organizations';
import { openPayments, type Payments } from './payments';
import {
  type AppModule,
  BasicsResolver,
  buildSchema,
  type Clock,
  DeadLettersResolver,
  GraphQLServer,
  graphqlRoute,
  type HttpServer,
  type Logger,
  Metrics,
  makeContext,
  maskError,
  networkOf,
  newId,
  OperationGuard,
  openHttpServer,
  openTrustedDocuments,
  type Platform,
  RateLimits,
  type Stop,
  type SubscriptionSource,
  stopAll,
  stopOnce,
  type TrustedDocuments,
} from './platform';
import { playgroundDir, playgroundRoutes } from './playground';
import { openSocketServer, openTopics, type SocketServer, type Topics } from './realtime';
import { Rehearsal } from './rehearsal';
import { openReports, type Reports } from './reports';
import { openSeating, type Seating } from './seating';
import { siteDir, siteRoutes } from './site';
import { openTickets, type ScanCrashPoint, type Tickets } from './tickets';
import { unready } from './unready';
import { openWaitingRoom, type WaitingRoom } from './waiting-room';
import { openWebhooks, type WebhookCrashPoint, type WebhookOverrides } from './webhooks';

export type AppConfig = ResolvedConfig;

export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly platform: Platform;
  readonly schema: GraphQLSchema;
  /** The public API of each module: for tests, operator commands and the demo data. */
  readonly modules: Modules;
  /** Ends `notReadyUntilReleased`. */
  readonly becomeReady: () => void;
  /** Prepares the process for a crowd, without an effect that anybody sees. Never fails; ends early when the app closes. */
  readonly rehearse: () => Promise<void>;
  /**
   * Shuts down in order: readiness turns false, load balancers get time to notice, sockets are closed as going away,
   * open requests finish, then the pools close. Bounded in time.
   */
  readonly close: Stop;
  /** The same, for a process in whose place another one serves on the same port: it stays ready to the end. */
  readonly retire: Stop;
}

export interface Modules {
  readonly accounts: Accounts;
  readonly organizations: Organizations;
  readonly catalog: Catalog;
  readonly seating: Seating;
  readonly waitingRoom: WaitingRoom;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly tickets: Tickets;
  readonly checkout: Checkout;
  readonly notifications: Notifications;
  readonly webhooks: AppModule;
  readonly reports: Reports;
  readonly eventLog: AppModule;
}

/** What a start, a test or a benchmark may set beside the configuration. */
export interface Overrides {
  /** The app listens, and `/readyz` answers 503 with this reason until `becomeReady` is called. */
  readonly notReadyUntilReleased?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** What `/metrics` answers; without it, the figures of this app. */
  readonly readMetrics?: () => Promise<string>;
  /** Called at the numbered lines of a purchase, where crash tests end the process. */
  readonly atCrashPoint?: (
    point: CrashPoint | ScanCrashPoint | MailCrashPoint | WebhookCrashPoint | EventLogCrashPoint,
  ) => void;
  readonly mail?: MailPace;
  /** Every document takes the short way from its first time on. */
  readonly knowsDocumentsAtOnce?: boolean;
  readonly webhooks?: WebhookOverrides;
  readonly eventLog?: EventLogOverrides;
}

/** Opens the service: connects, builds the schema, starts the background work, listens. */
export async function openApp(config: AppConfig, overrides: Overrides = {}): Promise<App> {
  const stops: Stop[] = [];
  // Last opened, first closed. A start that fails half-way closes what it has opened.
  const closeAll = stopOnce(() => stopAll(stops));
  try {
    const platform = await openPlatform(config, overrides, stops);
    const topics = openTopics({ redis: platform.redis, logger: platform.logger });
    stops.push(() => topics.close());
    const modules = await openModules(config, platform, topics, overrides);
    const { organizations } = modules;
    const all: readonly AppModule[] = Object.values(modules);
    const nodes = all.flatMap((module) => module.nodes ?? []);
    const subscriptions = new Map(all.flatMap((module) => Object.entries(module.subscriptions ?? {})));
    const schema = await buildSchema(
      [
        new BasicsResolver(platform.clock, new Map(nodes.map((node) => [node.kind, node]))),
        new DeadLettersResolver(all.flatMap((module) => module.deadLetters ?? [])),
        ...all.flatMap((module) => module.resolvers ?? []),
      ],
      subscriptions,
    );
    const rateLimits = new RateLimits(config, platform.redis, platform.logger);
    const guard = new OperationGuard(schema, rateLimits, ({ caller }) => platform.readers.wrote(caller));
    const trusted = await openTrustedDocuments(config.TRUSTED_DOCUMENTS, schema, platform.logger);
    const graphql = new GraphQLServer(schema, platform.logger, platform.metrics, guard, {
      knowsDocumentsAtOnce: overrides.knowsDocumentsAtOnce ?? false,
      trusted,
      answersKeptMs: config.ANSWERS_KEPT_MS,
    });
    await graphql.start();
    stops.push(() => graphql.stop());

    let startingReason = overrides.notReadyUntilReleased;
    const unreadyPlatform = unready(platform);
    const server = await openHttpServer({
      config,
      logger: platform.logger,
      readMetrics: overrides.readMetrics ?? (() => platform.metrics.read()),
      describeFault: maskError,
      unready: async () => [...(startingReason === undefined ? [] : [startingReason]), ...(await unreadyPlatform())],
    });
    graphqlRoute(server.http, {
      graphql,
      logger: platform.logger,
      authenticate: organizations.authenticate,
      addressOf: server.addressOf,
    });
    // Nothing that somebody writes there would be executed, not even its question for the schema.
    if (trusted === null) playgroundRoutes(server.http, { path: '/graphql', assetsDir: playgroundDir });
    if (config.CLIENT)
      siteRoutes(server.http, {
        ...{ dir: siteDir(), payments: modules.payments.inPages },
        takesDocumentIds: trusted !== null,
      });
    for (const module of all) module.routes?.(server.http);
    for (const module of all) if (module.start) stops.push(await module.start());
    stops.push(await platform.outbox.start());
    stops.push(server.close);
    const sockets = openSockets(platform, { server, schema, subscriptions, guard, trusted, modules });
    stops.push(() => sockets.close(0));
    const url = await server.listen();
    organizations.servedAt(url);
    modules.notifications.servedAt(url);
    const rehearsal = new Rehearsal(platform, all, schema);
    stops.push(() => rehearsal.stop());
    let isReplaced = false;
    const close = stopOnce(async () => {
      server.drain({ isReplaced });
      await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_GRACE_SECONDS * 1000));
      await closeAll();
    });
    return {
      url,
      platform,
      schema,
      modules,
      becomeReady: () => {
        startingReason = undefined;
      },
      rehearse: () => rehearsal.run(),
      close,
      retire: () => {
        isReplaced = true;
        return close();
      },
    };
  } catch (error) {
    // The first error is the cause; those of the closing follow from it.
    await closeAll().catch(() => undefined);
    throw error;
  }
}

/** WebSockets use the same port, path, tokens and limits as HTTP. */
function openSockets(
  { config, clock, logger, metrics }: Platform,
  context: {
    readonly server: HttpServer;
    readonly schema: GraphQLSchema;
    readonly subscriptions: ReadonlyMap<string, SubscriptionSource>;
    readonly guard: OperationGuard;
    readonly trusted: TrustedDocuments | null;
    readonly modules: Pick<Modules, 'accounts' | 'organizations'>;
  },
): SocketServer {
  const { server, schema, subscriptions, guard, trusted } = context;
  const { accounts, organizations } = context.modules;
  return openSocketServer({
    server: server.upgrades,
    path: '/graphql',
    schema,
    subscriptions,
    clock,
    logger,
    metrics,
    authenticate: async ({ authorization, Authorization }) => {
      const given = authorization ?? Authorization;
      return accounts.tokens.authenticate(typeof given === 'string' ? given : undefined);
    },
    clientAddress: (request) => networkOf(server.addressOf(request)),
    allowsOrigin: (request) => server.allowsOrigin(request),
    makeContext: ({ caller, clientAddress }) => {
      // A connection stays open for hours: what its caller may do is asked anew for each operation.
      return makeContext({ requestId: newId(), clientAddress, logger, caller: organizations.forOperation(caller) });
    },
    guard,
    trusted,
    limits: {
      socketsMax: config.SOCKETS_MAX,
      ...(config.RATE_LIMITS
        ? { socketsPerAddressMax: config.SOCKETS_PER_ADDRESS_MAX }
        : {
            socketsPerAddressMax: config.SOCKETS_MAX,
            formsPerNetworkMax: Number.MAX_SAFE_INTEGER,
            separatePerNetworkMax: Number.MAX_SAFE_INTEGER,
          }),
    },
  });
}

const MINUTE_MS = 60_000;

/** Opens the modules from the lowest layer up: each gets the platform and the public APIs of the lower modules it needs. */
async function openModules(config: AppConfig, platform: Platform, topics: Topics, overrides: Overrides) {
  const { atCrashPoint, mail = {}, webhooks: webhookOverrides = {}, eventLog = {} } = overrides;
  const accounts = await openAccounts(platform);
  const organizations = openOrganizations(platform, { accounts });
  const catalog = openCatalog(platform, topics);
  const seating = openSeating(platform, { ...platform, catalog, organizations });
  const waitingRoom = openWaitingRoom(platform, catalog);
  const inventory = openInventory(platform, { catalog, seating, waitingRoom, topics });
  const orders = openOrders(platform, { catalog, inventory, topics });
  const payments = openPayments(platform, config);
  const crashes = atCrashPoint === undefined ? {} : { atCrashPoint };
  const tickets = openTickets(platform, { accounts, catalog, inventory, orders, topics, ...crashes });
  const checkout = openCheckout(platform, {
    ...{ catalog, inventory, orders, payments, tickets, waitingRoom, topics },
    ...crashes,
  });
  const notifications = openNotifications(platform, {
    ...{ accounts, organizations, inventory, orders, tickets },
    ...crashes,
    pace: mail,
  });
  const webhooks = openWebhooks(platform, {
    ...{ accounts, catalog, ...crashes, overrides: webhookOverrides },
    noticeDisabled: (transaction, { id, organizerId, url, disabledAt }, reason) =>
      writeOrganizerNotice(transaction, {
        ...{ kind: 'WEBHOOK_DISABLED', organizerId, subject: id, url, reason },
        generation: Math.floor((disabledAt?.getTime() ?? 0) / MINUTE_MS),
      }),
  });
  return {
    ...{ accounts, organizations, catalog, seating, waitingRoom, inventory, orders, payments, tickets, checkout },
    ...{
      notifications,
      webhooks,
      reports: openReports(platform, { accounts, organizations, catalog, inventory, orders, waitingRoom }),
      eventLog: openEventLog(platform, { ...crashes, overrides: eventLog }),
    },
  };
}
