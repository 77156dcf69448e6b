import type { FastifyInstance } from 'fastify';
import { paymentLedger } from '../payments';
import type { CheckoutContext } from './context';

const BODY_BYTES_MAX = 256 * 1024;

/**
 * `POST /webhooks/stripe`: what the payment provider tells. The body is kept as it came, for the signature. A webhook
 * is only a hint that something moved: it is written down, makes its order due, and is answered at once; how things
 * stand is read from the provider afterwards, so that late, doubled and disordered webhooks do no harm.
 */
export function serveWebhooks(http: FastifyInstance, context: CheckoutContext, due: (orderId: string) => void): void {
  const { provider, database, clock, logger, atCrashPoint } = context;
  void http.register((webhooks, _options, done) => {
    webhooks.removeAllContentTypeParsers();
    webhooks.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      async (_request: unknown, body: Buffer) => body,
    );
    webhooks.post('/webhooks/stripe', async (request, reply) => {
      const signature = request.headers['stripe-signature'];
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const reading = provider.readWebhook(body, Array.isArray(signature) ? undefined : signature);
      if (reading.kind === 'forged') {
        logger.warn({ reason: reading.reason }, 'A webhook was refused');
        return reply.code(400).send({ error: 'The signature does not fit.' });
      }
      const { orderId } = await paymentLedger.recordWebhook(database, reading, clock.now());
      atCrashPoint('webhook kept');
      if (orderId !== null) due(orderId);
      return reply.code(200).send({ received: true });
    });
    done();
  });
}
