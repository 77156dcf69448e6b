import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import helmet from 'helmet';

/**
 * What helmet sets on every answer, worked out once: it would put the same texts together for each request.
 *
 * An answer of the API is data: a browser must neither run nor frame it. Pages set a policy of their own.
 */
export function securityHeaders(): Readonly<Record<string, string>> {
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Which origins may read an answer is said by CORS.
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // For the proxy that has the certificate: over plain HTTP browsers ignore it, and other hosts of the domain may lack TLS.
    strictTransportSecurity: false,
  });
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  setHeaders(request, response, (error) => {
    if (error !== undefined) throw error;
  });
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

const FOR_BYTES: ReadonlySet<string> = new Set(['x-content-type-options']);
let onlyForDocuments: readonly string[] | undefined;

/**
 * Says that an answer is bytes of a type that no browser shows, and that none may guess: what governs documents and their
 * links is left out. Where 33,000 a second are answered, headers are a third of the work.
 */
export function asOpaqueBytes(reply: FastifyReply): void {
  onlyForDocuments ??= Object.keys(securityHeaders()).filter((name) => !FOR_BYTES.has(name));
  for (const name of onlyForDocuments) reply.removeHeader(name);
  reply.type('application/octet-stream');
}
