import type { FastifyInstance } from 'fastify';
import type { WebhookReceiver } from '../payment-provider';
import { readWebhook } from './webhook-events';

const BODY_BYTES_MAX = 256 * 1024;

/**
 * `POST /webhooks/stripe`. The body is read as bytes, which the signature covers. An event is answered with 200 after
 * it was recorded; whatever Stripe did not sign or would not write gets 400.
 */
export function serveStripeWebhooks(
  http: FastifyInstance,
  webhookSecret: string,
  { receive, refused }: WebhookReceiver,
): void {
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
      const reading = readWebhook(body, Array.isArray(signature) ? undefined : signature, webhookSecret);
      if (reading.kind === 'forged' || reading.kind === 'malformed') {
        refused(reading.reason);
        const error = reading.kind === 'forged' ? 'The signature is not valid.' : 'This is not an event of Stripe.';
        return reply.code(400).send({ error });
      }
      await receive(reading);
      return reply.code(200).send({ received: true });
    });
    done();
  });
}
