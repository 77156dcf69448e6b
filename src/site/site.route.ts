import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { ClientPayments } from '../payments';

/** The address of the site's files; `client-example/build.mjs` writes the same into the page. */
const assetsPrefix = '/assets/';
/** Pages that the site shows itself; `client-example/src/app/routes.ts` has the same. All are one document. */
const pagePaths = [
  '/',
  '/events/:id',
  '/shows/:id',
  '/shows/:id/queue',
  '/holds/:id',
  '/orders',
  '/orders/:id',
  '/orders/:id/tickets',
  '/order-access',
  '/organizer',
  '/organizer/sign-in',
  '/organizer/invitation',
  '/organizer/organizations/:id',
  '/organizer/organizations/:id/webhooks',
  '/organizer/drafts',
  '/organizer/drafts/:id',
  '/organizer/events',
  '/organizer/events/:id',
  '/organizer/venues',
  '/organizer/venues/:id',
  '/organizer/shows/:id',
  '/organizer/shows/:id/live',
  '/organizer/shows/:id/orders',
  '/organizer/shows/:id/seats',
  '/organizer/shows/:id/repeat',
  '/organizer/shows/:id/sale',
  '/organizer/shows/:id/door',
  '/organizer/shows/:id/refund',
];
/** Reads tickets with the camera, by a decoder that is WebAssembly. */
const doorPath = '/door';
/** The service worker of the ticket page and the door page. */
const offlineWorkerPath = '/offline-worker.js';
/** What `client-example/index.html` says of the documents that the site sends. */
const sendsTexts = '<meta name="documents" content="texts" />';
const sendsIds = '<meta name="documents" content="ids" />';
const notBuilt = 'The site is not built. Run `npm run build`, then restart the server.\n';

interface SiteOptions {
  /** The output of `client-example/build.mjs`. */
  readonly dir: string;
  readonly payments: ClientPayments;
  /** Whether the API takes the ids of documents in place of their texts. */
  readonly takesDocumentIds?: boolean;
}

/** The output of `npm run build`: beside this code if that is compiled, in dist otherwise. */
export const siteDir = (): string =>
  [join(__dirname, '../../site'), join(__dirname, '../../dist/site')].find(existsSync) ?? '';

/** The site at `/`, its files, and what it must know about the payment provider. */
export function siteRoutes(http: FastifyInstance, { dir, payments, takesDocumentIds = false }: SiteOptions): void {
  const pageFile = join(dir, 'index.html');
  const built = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : null;
  const page = takesDocumentIds ? (built?.replace(sendsTexts, sendsIds) ?? null) : built;
  const policies = [...pagePaths.map((path) => [path, pagePolicy(payments)] as const), [doorPath, doorPolicy] as const];

  for (const [path, policy] of policies) {
    http.get(path, (_, reply) => {
      reply.header('x-content-type-options', 'nosniff');
      if (page === null) return reply.code(404).type('text/plain; charset=utf-8').send(notBuilt);
      return (
        reply
          .type('text/html; charset=utf-8')
          // The names of its files change with their content, so an old page would ask for files that are gone.
          .header('cache-control', 'no-cache')
          .header('content-security-policy', policy)
          .header('cross-origin-opener-policy', 'same-origin')
          .header('cross-origin-resource-policy', 'same-origin')
          .header('referrer-policy', 'same-origin')
          .send(page)
      );
    });
  }

  http.get('/site.json', (_, reply) => reply.header('cache-control', 'no-cache').send({ payments }));

  const workerFile = join(dir, offlineWorkerPath);
  if (existsSync(workerFile)) {
    const worker = readFileSync(workerFile, 'utf8');
    http.get(offlineWorkerPath, (_, reply) =>
      reply
        .type('text/javascript; charset=utf-8')
        // The browser compares it with the one that it has, and installs the new one.
        .header('cache-control', 'no-cache')
        .header('content-security-policy', `default-src 'self'`)
        .header('x-content-type-options', 'nosniff')
        .send(worker),
    );
  }

  if (page === null) return;
  http.register(fastifyStatic, {
    root: join(dir, 'assets'),
    prefix: assetsPrefix,
    decorateReply: false,
    index: false,
    preCompressed: true,
    // File names contain a hash of the content.
    immutable: true,
    maxAge: '1y',
    setHeaders: (reply) => {
      reply.setHeader('vary', 'accept-encoding');
      reply.setHeader('cross-origin-resource-policy', 'same-origin');
      reply.setHeader('x-content-type-options', 'nosniff');
    },
  });
}

interface Sources {
  readonly script: readonly string[];
  readonly frame: readonly string[];
  readonly connect: readonly string[];
}

/** Only this host, its WebSocket included, and the payment provider's library where its key is configured. */
function pagePolicy(payments: ClientPayments): string {
  return policyOf('sources' in payments ? payments.sources : { script: [], frame: [], connect: [] });
}

/** Nobody pays at the door. */
const doorPolicy = policyOf({ script: [`'wasm-unsafe-eval'`], frame: [], connect: [] });

function policyOf({ script, frame, connect }: Sources): string {
  return [
    `default-src 'self'`,
    `script-src ${["'self'", ...script].join(' ')}`,
    `connect-src ${["'self'", ...connect].join(' ')}`,
    `frame-src ${frame.length > 0 ? frame.join(' ') : "'none'"}`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
