import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the page finds its files; `playground/build.mjs` writes the same into it. */
const assetsPrefix = '/playground/';
/** What `npm run build` makes lies beside this code once that is compiled, and in dist while it is not. */
export const playgroundDir =
  [join(__dirname, '../../playground'), join(__dirname, '../../dist/playground')].find(existsSync) ?? '';
const notBuilt = 'The playground is not built. Make it with `npm run build`, and start again.\n';

interface PlaygroundOptions {
  /** The address of the API itself: a browser finds the playground there, everything else the API. */
  path: string;
  /** What `playground/build.mjs` made. */
  assetsDir: string;
}

/**
 * GraphiQL at the API's own address, for browsers that navigate there. Both are routes for GET on one path; the
 * router tells them apart by a constraint, so neither knows of the other.
 */
export function playgroundRoutes(http: FastifyInstance, { path, assetsDir }: PlaygroundOptions): void {
  const pageFile = join(assetsDir, 'index.html');
  const page = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : null;

  http.addConstraintStrategy({
    name: 'playground',
    storage: routeForPages,
    deriveConstraint: (request: IncomingMessage) => wantsPlayground(request) || undefined,
    validate: () => undefined,
  });

  http.get(path, { constraints: { playground: true } }, (_, reply) => {
    reply.header('vary', 'accept').header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    if (page === null) return reply.code(404).type('text/plain; charset=utf-8').send(notBuilt);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(nonce))
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('referrer-policy', 'no-referrer')
      .send(page.replace('{nonce}', nonce));
  });

  if (page === null) return;
  http.register(fastifyStatic, {
    root: join(assetsDir, 'assets'),
    prefix: assetsPrefix,
    decorateReply: false,
    index: false,
    preCompressed: true,
    // A name carries the hash of its content.
    immutable: true,
    maxAge: '1y',
    setHeaders: (reply) => {
      reply.setHeader('vary', 'accept-encoding');
      reply.setHeader('content-security-policy', workerPolicy);
      reply.setHeader('cross-origin-resource-policy', 'same-origin');
      reply.setHeader('x-content-type-options', 'nosniff');
    },
  });
}

/** A browser that opens an address asks for `text/html` and no kind of JSON. No GraphQL client does so. */
function wantsPlayground({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('text/html') && !accept.includes('json');
}

/**
 * Nothing but this host, and from it only what the page needs; `connect-src 'self'` holds for the WebSocket too.
 * Scripts come from files alone. Style elements carry the nonce. Style attributes cannot be kept out: Monaco writes
 * each line of text as markup with its position in one. What such an attribute might load is stopped by `img-src`
 * and `font-src`; `data:` there is for small pictures within the style sheet.
 */
function pagePolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `worker-src 'self'`,
    `connect-src 'self'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** A worker lives by the policy of its own file. */
const workerPolicy = `default-src 'none'; script-src 'self'; frame-ancestors 'none'`;

/** The router's shelf for the one route that is constrained. */
function routeForPages<Handler>() {
  let route: Handler | null = null;
  return {
    get: (wanted: unknown) => (wanted ? route : null),
    set: (_: unknown, handler: Handler) => {
      route = handler;
    },
  };
}
