import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics';

export interface OperatorRoutesOptions {
  readonly metrics: Metrics;
  /** Why the process is not ready, in sentences for an operator; empty when it is. */
  unready(): Promise<readonly string[]>;
}

/** What balancers and monitoring ask: `/healthz`, `/readyz` and `/metrics`. */
export function operatorRoutes(http: FastifyInstance, { metrics, unready }: OperatorRoutesOptions): void {
  http.get('/healthz', async () => ({ status: 'alive' }));
  http.get('/readyz', async (_request, reply) => {
    const missing = await unready();
    return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
  });
  http.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()));
}
