import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The address of the page's files; `page/build.mjs` writes the same into the page. */
const assetsPrefix = '/playground/';
/** The output of `npm run build`: beside this code if that is compiled, in dist otherwise. */
export const playgroundDir =
  [join(__dirname, '../../playground'), join(__dirname, '../../dist/playground')].find(existsSync) ?? '';
const notBuilt = 'The playground is not built. Run `npm run build`, then restart the server.\n';

interface PlaygroundOptions {
  /** The address of the API: browsers get the playground there, all other clients the API. */
  path: string;
  /** The output of `page/build.mjs`. */
  assetsDir: string;
}

/**
 * GraphiQL at the API's own address, for browsers that navigate there. Both are routes for GET on one path, which the
 * router separates by a constraint, so neither depends on the other.
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
    // File names contain a hash of the content.
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

/** A browser that opens an address accepts `text/html` and no kind of JSON; GraphQL clients do not. */
function wantsPlayground({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('text/html') && !accept.includes('json');
}

/**
 * Only this host, and only what the page needs; `connect-src 'self'` includes the WebSocket. Scripts are loaded from
 * files only. Style elements have the nonce. Style attributes must be allowed: Monaco positions each line of text with
 * one. What such an attribute could load is refused by `img-src` and `font-src`; `data:` is for small images within the
 * style sheet.
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

/** A worker is governed by the policy of its own file. */
const workerPolicy = `default-src 'none'; script-src 'self'; frame-ancestors 'none'`;

/** The router's storage for the one route with the constraint. */
function routeForPages<Handler>() {
  let route: Handler | null = null;
  return {
    get: (wanted: unknown) => (wanted ? route : null),
    set: (_: unknown, handler: Handler) => {
      route = handler;
    },
  };
}
