import type { FastifyInstance } from 'fastify';
import { METRICS_TYPE } from '../metrics';

export interface OperatorRoutesOptions {
  /** In the text format of Prometheus. */
  readMetrics(): Promise<string>;
  /** Why the process is not ready, in sentences for an operator; empty when it is. */
  unready(): Promise<readonly string[]>;
}

/** What balancers and monitoring ask: `/healthz`, `/readyz` and `/metrics`. */
export function operatorRoutes(http: FastifyInstance, { readMetrics, unready }: OperatorRoutesOptions): void {
  http.get('/healthz', async () => ({ status: 'alive' }));
  http.get('/readyz', async (_request, reply) => {
    const missing = await unready();
    return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
  });
  http.get('/metrics', async (_request, reply) => reply.type(METRICS_TYPE).send(await readMetrics()));
}
