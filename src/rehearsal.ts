import { setImmediate as otherWork } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { encodeSeatId } from './inventory';
import {
  type AppModule,
  encodeId,
  GraphQLServer,
  Metrics,
  makeContext,
  newId,
  OperationGuard,
  type Platform,
  RateLimits,
} from './platform';

const ROUNDS = 40;
const REQUESTS_OF_ROUND = 8;

const HOLD = `mutation Hold($input: HoldSeatsInput!) {
  holdSeats(input: $input) {
    __typename
    ... on HoldSeatsPayload { hold { id expiresAt total { amountMinor currency } } serverTime }
    ... on Problem { message }
  }
}`;

/**
 * The first of a crowd would wait until V8 has compiled the way of their requests, connections are open, and PostgreSQL has
 * planned the statements. This is done here once, beside requests that come meanwhile: each module rehearses what it does
 * for a crowd, and then seats are wanted of shows that are not there. Nothing is written, counted, logged or charged.
 */
export class Rehearsal {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly platform: Platform,
    private readonly modules: readonly AppModule[],
    private readonly schema: GraphQLSchema,
  ) {}

  /** Once, however often it is called. A process that cannot rehearse goes on without. */
  run(): Promise<void> {
    this.running ??= this.rehearse().catch((error) =>
      this.platform.logger.info({ err: error }, 'The rehearsal for a crowd was left out'),
    );
    return this.running;
  }

  /** Ends it early; what is under way at this moment is awaited. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async rehearse(): Promise<void> {
    const { signal } = this.stopping;
    for (const module of this.modules) if (!signal.aborted) await module.rehearse?.();
    const wantSeats = seatsWanted(this.platform, this.schema);
    for (let round = 0; round < ROUNDS && !signal.aborted; round += 1) {
      await Promise.all(Array.from({ length: REQUESTS_OF_ROUND }, wantSeats));
      await otherWork();
    }
  }
}

/** Makes one request after the other as a buyer of a show that is not there. */
function seatsWanted({ config, logger, redis }: Platform, schema: GraphQLSchema): () => Promise<void> {
  // Apart from that of the service, whose figures and limits are about clients.
  const limits = new RateLimits({ ...config, RATE_LIMITS: false }, redis, logger);
  const graphql = new GraphQLServer(schema, logger, new Metrics(), new OperationGuard(schema, limits), {
    knowsDocumentsAtOnce: true,
  });
  const caller = { id: newId(), roles: new Set(['buyer']), email: null, expiresAt: new Date(8.64e15) };
  return async () => {
    const showId = newId();
    const seatIds = [encodeSeatId(showId, 0), encodeSeatId(showId, 1)];
    const input = { showId: encodeId('show', showId), seatIds, idempotencyKey: newId() };
    const { status, body } = await graphql.answer(
      { method: 'POST', headers: {}, search: '', body: { query: HOLD, variables: { input } } },
      async () => makeContext({ requestId: newId(), clientAddress: '127.0.0.1', logger, caller }),
    );
    if (status !== 200) throw new Error(`What was rehearsed is not the way of a client: ${body}`);
  };
}
