import { newId } from '../../src/platform';
import { commitExchange, quotedExchange } from '../support/exchanges';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { HttpClient } from '../support/graphql-client';
import { buy } from '../support/purchases';
import { commitReturn, quoteReturn } from '../support/returns';
import { ticketsOf } from '../support/tickets';
import { percentiles } from './holds/plan';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { atMost, type Bench, spread } from './support/report';

const ROUNDS = 5;
/** Of each round, for returns and for exchanges. */
const ORDERS = Number(process.env.RETURN_ORDERS ?? 60);
/** The first times of a process compile its code. */
const WARM_UP = 20;
const SEATS_PER_ROW = 100;

const steps = ['quoteReturn', 'commitReturn', 'quoteExchange', 'commitExchange'] as const;
type Step = (typeof steps)[number];

interface Order {
  readonly id: string;
  readonly token: string;
  readonly ticketIds: readonly string[];
  /** A free seat at the same price. */
  readonly freeSeat: number;
}

/** How long a buyer waits for what a return and an exchange ask of the API. */
export const returnsBench: Bench = {
  name: 'returns',
  about: 'quotes and commits of returns and exchanges, one after the other over HTTP',
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16' });
    const http = new HttpClient(() => stage.app.url);
    try {
      const rows = 2 * Math.ceil((4 * (ROUNDS * ORDERS + WARM_UP)) / SEATS_PER_ROW);
      const show = await makeShow(stage, {
        ...{ showId: newId(), seatMap: plainSeatMap(rows, SEATS_PER_ROW), seatsPerBuyerMax: 10 },
        ...{ exchangeRule: 'ANY', startsInHours: 24 * 90 },
      });
      let seatNo = 0;
      const sell = async (): Promise<Order> => {
        const from = seatNo;
        seatNo += 4;
        return sold(stage, http, show, from);
      };
      const rounds: Record<Step, number[][]> = {
        quoteReturn: [],
        commitReturn: [],
        quoteExchange: [],
        commitExchange: [],
      };
      for (let round = -1; round < ROUNDS; round += 1) {
        const taken: Record<Step, number[]> = {
          quoteReturn: [],
          commitReturn: [],
          quoteExchange: [],
          commitExchange: [],
        };
        const count = round < 0 ? WARM_UP : ORDERS;
        for (let index = 0; index < count; index += 1) await returnOne(http, await sell(), taken);
        for (let index = 0; index < count; index += 1) await exchangeOne(http, show, await sell(), taken);
        if (round < 0) continue;
        for (const step of steps) rounds[step].push(taken[step]);
        say(
          `round ${round + 1}: 99 % ${steps.map((step) => `${step} ${percentiles(taken[step]).p99Ms.toFixed(0)} ms`).join(', ')}`,
        );
      }
      const damages = (await stage.app.modules.checkout.verify()).flatMap((verified) => verified.damages);
      if (damages.length > 0) throw new Error(damages.join('; '));
      const p99Of = (step: Step) => spread(rounds[step].map((taken) => percentiles(taken).p99Ms));
      return {
        name: 'returns',
        rows: steps.map((step) => ({ what: step, figures: { ms: spread(rounds[step].flat()), p99Ms: p99Of(step) } })),
        targets: [
          ...(['quoteReturn', 'quoteExchange'] as const).map((step) =>
            atMost(`${step}, 99 %, ms`, 50, p99Of(step).median),
          ),
          ...(['commitReturn', 'commitExchange'] as const).map((step) =>
            atMost(`${step}, 99 %, ms`, 300, p99Of(step).median),
          ),
        ],
        curves: [],
        notes: [
          `Orders of two tickets, of which one is returned, or exchanged at the same price; ${ROUNDS} rounds of ${ORDERS} each, and the median of the 99 % of the rounds. commitReturn contains the refund at the local payment provider. fsync and synchronous commit on.`,
        ],
      };
    } finally {
      http.close();
      await stage.stop();
    }
  },
};

async function sold({ app }: BenchServices, http: HttpClient, show: MadeShow, from: number): Promise<Order> {
  const { token } = await app.modules.accounts.tokens.issue({ email: null, roles: ['buyer'], lifeSeconds: 3600 });
  const { id } = await buy(http, show, [from, from + 1], token);
  const tickets = await ticketsOf(http, id, token);
  return { id, token, ticketIds: tickets.map((ticket) => ticket.id), freeSeat: from + 2 };
}

async function timed<Answer>(into: number[], work: () => Promise<Answer>): Promise<Answer> {
  const began = performance.now();
  const answer = await work();
  into.push(performance.now() - began);
  return answer;
}

async function returnOne(http: HttpClient, order: Order, taken: Record<Step, number[]>): Promise<void> {
  const { id: orderId, token, ticketIds } = order;
  const quote = await timed(taken.quoteReturn, () =>
    quoteReturn(http, { orderId, ticketIds: ticketIds.slice(0, 1) }, token),
  );
  if (quote.__typename !== 'ReturnQuote') throw new Error(JSON.stringify(quote));
  const answer = await timed(taken.commitReturn, () => commitReturn(http, quote.id, token));
  if (answer.__typename !== 'CommitReturnPayload') throw new Error(JSON.stringify(answer));
}

async function exchangeOne(
  http: HttpClient,
  show: MadeShow,
  order: Order,
  taken: Record<Step, number[]>,
): Promise<void> {
  const { id: orderId, token, ticketIds, freeSeat } = order;
  const wish = { orderId, show, ticketIds: ticketIds.slice(0, 1), seats: [freeSeat] };
  const quote = await timed(taken.quoteExchange, () => quotedExchange(http, wish, token));
  const answer = await timed(taken.commitExchange, () => commitExchange(http, quote.id, token));
  if (answer.__typename !== 'CommitExchangePayload') throw new Error(JSON.stringify(answer));
}
