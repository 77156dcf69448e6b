import { z } from 'zod';
import { serversOf } from './server-addresses';
import {
  address,
  integer,
  isAddress,
  isEd25519PrivateJwk,
  isMailSender,
  isNetwork,
  isOrigin,
  list,
  onOff,
  type Setting,
  seconds,
} from './setting-kinds';

/** Every variable that Frontrow reads. `docs/operations.md` lists the same names; a test compares the two. */
export const settings = {
  PORT: {
    parse: integer(0, 65_535, 4000),
    expected: 'a port, 0 to 65535 (0 takes a free one)',
    example: '4000',
    about: 'Port of the API, HTTP and WebSocket alike.',
  },
  HOST: {
    parse: z.string().min(1).default('127.0.0.1'),
    expected: 'an address to listen on',
    example: '0.0.0.0',
    about: 'Address to listen on. The default accepts connections from this machine only.',
  },
  PROCESSES: {
    parse: z.literal('auto').or(z.coerce.number().int().min(1).max(256)).default(1),
    expected: 'a number of processes, 1 to 256, or auto (one for each processor)',
    example: 'auto',
    about:
      'How many processes serve, on one port. One that dies is replaced; SIGHUP replaces all of them, one by one. 1 serves by the process that was started.',
  },
  DATA_DIR: {
    parse: z.string().min(1).default('.data'),
    expected: 'a folder',
    example: '/var/lib/frontrow',
    about: 'Folder for all data of the default start: databases and the local payment ledger.',
  },
  DATABASE_URL: {
    parse: z
      .string()
      .refine((text) => serversOf(text) !== null)
      .optional(),
    expected: 'a PostgreSQL address, with one host or several',
    example: 'postgres://frontrow:password@127.0.0.1:5432/frontrow',
    about:
      'PostgreSQL 15 or newer: the primary, or all servers that may become it, as postgres://user:password@a:5432,b:5432/name. Without it the default start runs its own.',
    secret: true,
  },
  DATABASE_REPLICA_URLS: {
    parse: list(isAddress('postgres', 'postgresql')),
    expected: 'PostgreSQL addresses, separated by commas',
    example: 'postgres://frontrow:password@replica:5432/frontrow',
    about:
      'Streaming replicas for queries of the programme, search and lists. One that is more than two seconds behind is not read until it has caught up. Seats, holds and payments are never read from them.',
    secret: true,
  },
  DATABASE_NAMED_STATEMENTS: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about:
      'Whether statements are prepared under a name, once for each connection. Set it to off behind PgBouncer before 1.21 in transaction mode, at the cost of parsing and planning each time.',
  },
  DATABASE_POOL_MAX: {
    parse: integer(2, 500, 16),
    expected: 'a number of connections, 2 to 500',
    example: '16',
    about: 'Maximum number of connections of one process to PostgreSQL.',
  },
  REDIS_URL: {
    parse: address('redis', 'rediss'),
    expected: 'a Redis address',
    example: 'redis://127.0.0.1:6379/0',
    about: 'Redis 7 or Valkey, one server. Without it the default start runs its own.',
    secret: true,
  },
  REDIS_SENTINELS: {
    parse: list(isAddress('redis', 'rediss')),
    expected: 'addresses of Sentinels, separated by commas',
    example: 'redis://sentinel-1:26379,redis://sentinel-2:26379,redis://sentinel-3:26379',
    about:
      'Instead of REDIS_URL: Sentinels that name the primary, with REDIS_SENTINEL_NAME. The addresses have the password of the Sentinels; rediss encrypts the connections to the primary too.',
    secret: true,
  },
  REDIS_SENTINEL_NAME: {
    parse: z.string().min(1).max(200).optional(),
    expected: 'the name that the Sentinels have for the primary',
    example: 'frontrow',
    about: 'Which primary the Sentinels are asked for, as in `sentinel monitor`.',
  },
  REDIS_USERNAME: {
    parse: z.string().min(1).optional(),
    expected: 'the name of a user',
    example: 'frontrow',
    about: 'User at the servers that the Sentinels name.',
  },
  REDIS_PASSWORD: {
    parse: z.string().min(1).optional(),
    expected: 'a password',
    example: 'password',
    about: 'Password at the servers that the Sentinels name.',
    secret: true,
  },
  REDIS_CLUSTER_NODES: {
    parse: list(isAddress('redis', 'rediss')),
    expected: 'addresses of servers of a Redis Cluster, separated by commas',
    example: 'redis://:password@node-1:6379,redis://:password@node-2:6379',
    about:
      'Instead of REDIS_URL: some servers of a Redis Cluster, which name the others. All have the user and the password of these addresses.',
    secret: true,
  },
  REDIS_PREFIX: {
    parse: z.string().max(64).default('frontrow:'),
    expected: 'a text of at most 64 letters',
    example: 'frontrow:',
    about: 'Prefix of every key and channel in Redis. All processes of one service use the same prefix.',
  },
  PUBLIC_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://tickets.example.com',
    about: 'Public address of the API, used in the links that it returns. Default: the address on which it listens.',
  },
  PUBLIC_IDS: {
    parse: z.enum(['with-show', 'plain']).default('with-show'),
    expected: 'with-show or plain',
    example: 'plain',
    about:
      'The ids of holds and orders that clients receive. Set plain while processes of the version before run beside this one: they cannot read ids with the show. Both forms are always accepted.',
  },
  NODE_ENV: {
    parse: z.enum(['development', 'production', 'test']).default('development'),
    expected: 'development, production or test',
    example: 'production',
    about:
      'In production mode no servers are started beside the API: DATABASE_URL, a Redis and a payment provider are required.',
  },
  LOG_LEVEL: {
    parse: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    expected: 'trace, debug, info, warn, error, fatal or silent',
    example: 'info',
    about: 'Lowest level that is logged.',
  },
  CLIENT: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about: 'Whether the site of `client-example` is served at `/`. Set it to off if you serve a site of your own.',
  },
  TRUSTED_DOCUMENTS: {
    parse: list((file) => file.length <= 1000),
    expected: 'files, separated by commas',
    example: 'dist/site/trusted-documents.json',
    about:
      'Manifests of the only documents that are executed, over HTTP and WebSocket. Without one every document is, within the limits. There is no playground then.',
  },
  DEMO_DATA: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about:
      'Whether the default start fills an empty database with demo data. A database given by DATABASE_URL is never filled automatically.',
  },
  RATE_LIMITS: {
    parse: onOff('on'),
    expected: 'on or off',
    example: 'off',
    about: 'Limits of requests by buyer and by address. Switch them off for load tests.',
  },
  RATE_LIMITS_WITHOUT_REDIS: {
    parse: z.enum(['open', 'closed']).default('open'),
    expected: 'open or closed',
    example: 'closed',
    about: 'What the rate limits do while Redis is unreachable: allow all requests, or refuse them.',
  },
  MUTATIONS_PER_MINUTE_BY_BUYER: {
    parse: integer(1, 1_000_000, 120),
    expected: 'a number, 1 to 1000000',
    example: '120',
    about: 'Mutations that one buyer may send in a minute.',
  },
  MUTATIONS_PER_MINUTE_BY_ADDRESS: {
    parse: integer(1, 1_000_000, 1200),
    expected: 'a number, 1 to 1000000',
    example: '1200',
    about: 'Mutations that one network address may send in a minute. Many buyers can share an address.',
  },
  COST_PER_MINUTE_BY_ADDRESS: {
    parse: integer(1000, 1_000_000_000, 1_200_000),
    expected: 'a number of points, 1000 to 1000000000',
    example: '1200000',
    about:
      'Cost of operations that one network address may cause in a minute, in each process. A page with a map costs about 1000 points.',
  },
  GUEST_SESSIONS_PER_HOUR_BY_ADDRESS: {
    parse: integer(1, 1_000_000, 3000),
    expected: 'a number, 1 to 1000000',
    example: '3000',
    about: 'Guest sessions that one network address may start in an hour.',
  },
  SEATS_HELD_BY_ADDRESS: {
    parse: integer(1, 1_000_000, 60),
    expected: 'a number of seats, 1 to 1000000',
    example: '60',
    about: 'Seats of one show that the buyers of one network address may hold at once, however small the show.',
  },
  SEATS_HELD_PERCENT_BY_ADDRESS: {
    parse: integer(1, 100, 10),
    expected: 'a percentage, 1 to 100',
    example: '10',
    about: 'The same limit as a percentage of the seats of a show; the larger number applies. 100 disables the limit.',
  },
  TRUST_PROXY: {
    parse: list(isNetwork),
    expected: 'addresses or networks of proxies, separated by commas',
    example: '10.0.0.0/8',
    about:
      'Proxies whose X-Forwarded-For header is trusted. Without them, the address of a client is that of its connection.',
  },
  CORS_ORIGINS: {
    parse: list(isOrigin),
    expected: 'origins separated by commas, or *',
    example: 'https://tickets.example.com',
    about: 'Origins of web pages that may call the API. Default: none but its own.',
  },
  TOKEN_PRIVATE_KEY: {
    parse: z.string().refine(isEd25519PrivateJwk).optional(),
    expected: 'an Ed25519 private key as a JWK',
    example: '{"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}',
    about: 'Signs guest sessions. Without it a key is generated at the first start and stored in the database.',
    secret: true,
  },
  TOKEN_ISSUER: {
    parse: z.string().min(1).default('frontrow'),
    expected: 'a text',
    example: 'https://tickets.example.com',
    about: 'Issuer named in the tokens of guest sessions.',
  },
  GUEST_SESSION_HOURS: {
    parse: integer(1, 8760, 24 * 30),
    expected: 'a number of hours, 1 to 8760',
    example: '720',
    about: 'Lifetime of a guest session.',
  },
  OIDC_ISSUER: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://login.example.com/',
    about: 'Outside identity provider whose tokens are accepted, with OIDC_AUDIENCE and OIDC_JWKS_URL.',
  },
  OIDC_AUDIENCE: {
    parse: z.string().min(1).optional(),
    expected: 'a text',
    example: 'frontrow-api',
    about: 'Audience that those tokens must name.',
  },
  OIDC_JWKS_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'https://login.example.com/.well-known/jwks.json',
    about: 'Address at which that provider publishes its public keys.',
  },
  OIDC_ROLES_CLAIM: {
    parse: z.string().min(1).default('roles'),
    expected: 'the name of a claim',
    example: 'roles',
    about: 'Claim of those tokens that lists buyer, organizer, member, scanner or admin.',
  },
  STRIPE_SECRET_KEY: {
    parse: z.string().min(1).optional(),
    expected: 'a secret key of Stripe',
    example: 'sk_live_…',
    about: 'Without it the default start runs a local payment provider, and no money moves.',
    secret: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    parse: z.string().min(1).optional(),
    expected: 'the signing secret of a webhook endpoint',
    example: 'whsec_…',
    about: 'Verifies that a webhook was sent by the payment provider.',
    secret: true,
  },
  STRIPE_PUBLISHABLE_KEY: {
    parse: z
      .string()
      .regex(/^pk_(test|live)_\w+$/)
      .optional(),
    expected: 'a publishable key of Stripe',
    example: 'pk_live_…',
    about: "For the site: its pages take cards with Stripe's library, which is loaded from Stripe only then.",
  },
  STRIPE_TEST_KEY_ALLOWED: {
    parse: onOff('off'),
    expected: 'on or off',
    example: 'on',
    about: 'Allows a test key of Stripe in production mode, for a rehearsal. No real payments are made.',
  },
  STRIPE_API_URL: {
    parse: address('http', 'https'),
    expected: 'an http or https address',
    example: 'http://127.0.0.1:12111',
    about: "Another address for Stripe's API, for tests. In production mode https, unless it is on this machine.",
  },
  STRIPE_TIMEOUT_MS: {
    parse: integer(100, 80_000, 10_000),
    expected: 'a number of milliseconds, 100 to 80000',
    example: '10000',
    about: 'Timeout of one request to the payment provider. The effect of a request that timed out is read later.',
  },
  STRIPE_RETRIES_MAX: {
    parse: integer(0, 5, 2),
    expected: 'a number, 0 to 5',
    example: '2',
    about: 'How often such a request is retried at once, with the same idempotency key.',
  },
  APPLE_PASS_CERTIFICATE: {
    parse: z.string().min(1).optional(),
    expected: 'a certificate in PEM form, or the path of a file with it',
    example: '/etc/frontrow/pass.pem',
    about:
      'Certificate of a pass type, from Apple. With it, its key, APPLE_PASS_WWDR, APPLE_PASS_TYPE_ID and APPLE_TEAM_ID tickets have passes for Apple Wallet.',
  },
  APPLE_PASS_KEY: {
    parse: z.string().min(1).optional(),
    expected: 'a private key in PEM form, or the path of a file with it',
    example: '/etc/frontrow/pass-key.pem',
    about: 'Private key of that certificate.',
    secret: true,
  },
  APPLE_PASS_KEY_PASSPHRASE: {
    parse: z.string().min(1).optional(),
    expected: 'a text',
    example: '…',
    about: 'Passphrase of that key, if it has one.',
    secret: true,
  },
  APPLE_PASS_WWDR: {
    parse: z.string().min(1).optional(),
    expected: 'a certificate in PEM form, or the path of a file with it',
    example: '/etc/frontrow/wwdr-g4.pem',
    about:
      "Apple's intermediate certificate (Worldwide Developer Relations) that issued the certificate of the pass type.",
  },
  APPLE_PASS_TYPE_ID: {
    parse: z
      .string()
      .regex(/^pass\.[\w.-]{1,200}$/)
      .optional(),
    expected: 'an identifier of a pass type',
    example: 'pass.com.example.ticket',
    about: 'Identifier of the pass type that the certificate is for.',
  },
  APPLE_TEAM_ID: {
    parse: z
      .string()
      .regex(/^[A-Z0-9]{10}$/)
      .optional(),
    expected: 'the ten characters of a team at Apple',
    example: 'A1B2C3D4E5',
    about: 'Team that the pass type belongs to.',
  },
  GOOGLE_WALLET_ISSUER_ID: {
    parse: z
      .string()
      .regex(/^\d{1,30}$/)
      .optional(),
    expected: 'the number of an issuer',
    example: '3388000000012345678',
    about: 'Issuer account of Google Wallet. With GOOGLE_WALLET_SERVICE_ACCOUNT tickets can be saved to Google Wallet.',
  },
  GOOGLE_WALLET_SERVICE_ACCOUNT: {
    parse: z.string().min(1).optional(),
    expected: 'the key of a service account as JSON, or the path of a file with it',
    example: '/etc/frontrow/google-wallet.json',
    about: 'Key of a service account that the issuer account lists as a user. It signs the links that save a ticket.',
    secret: true,
  },
  SMTP_URL: {
    parse: address('smtp', 'smtps'),
    expected: 'an smtp or smtps address',
    example: 'smtp://user:password@mail.example.com:587',
    about:
      'The mail server that sends mail to buyers. Without it the default start runs a local mailbox; elsewhere mail waits in the database.',
    secret: true,
  },
  MAIL_FROM: {
    parse: z.string().refine(isMailSender).default('Frontrow <tickets@frontrow.localhost>'),
    expected: 'an e-mail address, with or without a name',
    example: 'Example Tickets <tickets@example.com>',
    about: 'Sender of every mail. Required with SMTP_URL in production mode.',
  },
  SMTP_CONNECTIONS_MAX: {
    parse: integer(2, 100, 6),
    expected: 'a number of connections, 2 to 100',
    example: '6',
    about:
      'Maximum number of connections of one process to the mail server. A third of them is for announcements to all buyers of a show.',
  },
  WEBHOOK_LOCAL_TARGETS: {
    parse: z
      .enum(['on', 'off'])
      .transform((word) => word === 'on')
      .optional(),
    expected: 'on or off',
    example: 'off',
    about:
      "Whether organizers' webhook endpoints may have http addresses, any port and hosts that are not on the public internet. Default: on in development, else off. Not allowed in production mode.",
  },
  EVENT_LOG: {
    parse: z.enum(['off', 'redis', 'nats']).default('off'),
    expected: 'off, redis or nats',
    example: 'nats',
    about:
      'Where the event log for other systems is kept: in a stream of Redis, or of NATS JetStream. See [the event log](event-log.md).',
  },
  EVENT_LOG_URL: {
    parse: address('redis', 'rediss', 'nats', 'tls'),
    expected: 'an address of Redis or NATS',
    example: 'nats://frontrow:password@127.0.0.1:4222',
    about: 'The server of the event log. Default with EVENT_LOG=redis: the Redis of the service itself.',
    secret: true,
  },
  EVENT_LOG_NAME: {
    parse: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/)
      .default('frontrow-events'),
    expected: 'a name of letters, digits, - and _, at most 64',
    example: 'frontrow-events',
    about:
      'Name of the event log: the key of the stream in Redis, without REDIS_PREFIX; the stream in NATS, and what its subjects begin with.',
  },
  EVENT_LOG_LENGTH: {
    parse: integer(1000, 1_000_000_000, 500_000),
    expected: 'a number of events, 1000 to 1000000000',
    example: '500000',
    about: 'How many events the event log keeps. A consumer that is further behind misses some.',
  },
  EVENT_LOG_BACKLOG: {
    parse: integer(1000, 1_000_000_000, 2_000_000),
    expected: 'a number of events, 1000 to 1000000000',
    example: '2000000',
    about:
      'How many events PostgreSQL keeps for the event log while that is away. Beyond it the oldest are dropped, and the log says that they are missing.',
  },
  REFUNDS_PER_SECOND: {
    parse: integer(1, 1000, 25),
    expected: 'a number, 1 to 1000',
    example: '25',
    about:
      'How many refunds of whole shows the payment provider is asked for in a second, by all processes together. Refunds of single orders do not wait for it.',
  },
  ANSWERS_KEPT_MS: {
    parse: integer(0, 10_000, 0),
    expected: 'a number of milliseconds, 0 to 10000',
    example: '1000',
    about:
      'How long the answer to a query of the catalog by an anonymous caller is sent to others who ask the same. It may be so old; seats, orders and everything of callers with a token are never. 0 answers each anew.',
  },
  SEAT_WINDOW_MS: {
    parse: integer(0, 1000, 40),
    expected: 'a number of milliseconds, 0 to 1000',
    example: '40',
    about:
      'Seat changes of a show are collected for this time and sent as one message. 0 sends each change immediately.',
  },
  QUEUE_TICK_MS: {
    parse: integer(50, 5000, 1000),
    expected: 'a number of milliseconds, 50 to 5000',
    example: '1000',
    about: 'How often a waiting room admits buyers and sends the others their positions.',
    formerName: 'QUEUE_BEAT_MS',
  },
  SOCKETS_MAX: {
    parse: integer(1, 1_000_000, 20_000),
    expected: 'a number, 1 to 1000000',
    example: '20000',
    about: 'Maximum number of WebSockets of one process.',
  },
  SOCKETS_PER_ADDRESS_MAX: {
    parse: integer(1, 1_000_000, 500),
    expected: 'a number, 1 to 1000000',
    example: '500',
    about: 'WebSockets that one network address may have open in one process. RATE_LIMITS=off disables this limit.',
  },
  SHUTDOWN_GRACE_SECONDS: {
    parse: z.coerce.number().min(0).max(300).default(2.5),
    expected: 'a number of seconds, 0 to 300',
    example: '2.5',
    about: 'How long readiness is false before connections close, so that a load balancer notices.',
  },
  SHUTDOWN_SECONDS_MAX: {
    parse: seconds(20, 600),
    expected: 'a number of seconds, 1 to 600',
    example: '20',
    about: 'After this time a shutdown no longer waits for open requests.',
  },
} as const satisfies Record<string, Setting>;
