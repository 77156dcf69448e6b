import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../../src/app';
import { eventually } from './eventually';
import type { MadeShow } from './factories/shows';
import { graphql } from './graphql';
import type { HttpClient } from './graphql-client';
import { readOrder, tryPurchase } from './purchases';

const HOLD = graphql(`mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) {
  __typename ... on Problem { message } ... on HoldSeatsPayload { hold { id } } } }`);

export interface Service {
  readonly app: App;
  readonly http: HttpClient;
}

interface Confirmed {
  readonly orderId: string;
  readonly token: string;
}

const BUYERS = 6;
const RETRY_MS = 50;
/** What a client is told while the database is away. Anything else would be an answer about the seats, and must be true. */
const AWAY = 'SERVICE_UNAVAILABLE';

/** Buyers who hold and buy while the database fails over, as clients of the API would: same key until there is an answer. */
export class FailoverLoad {
  readonly confirmed: Confirmed[] = [];
  /** Answers that no client should receive. */
  readonly unexpected: string[] = [];
  awayCount = 0;
  private nextSeat: number;
  private isSelling = false;
  private readonly running: Promise<void>[] = [];
  private readonly contests: { readonly seatNo: number; readonly winners: number[] }[] = [];

  constructor(
    private readonly services: readonly Service[],
    private readonly show: MadeShow,
    firstSeat = 0,
  ) {
    this.nextSeat = firstSeat;
  }

  /** Pairs of buyers who want the same seat at the same time, by different processes, and others who buy alone. */
  start(): void {
    this.isSelling = true;
    for (let buyer = 0; buyer < BUYERS; buyer += 1) this.running.push(this.repeat(() => this.buy(buyer)));
    this.running.push(this.repeat(() => this.contest()));
  }

  async stop(): Promise<void> {
    this.isSelling = false;
    await Promise.all(this.running);
  }

  /** Resolves when so many orders more were confirmed. */
  async sells(count: number, waitMs?: number): Promise<void> {
    const wanted = this.confirmed.length + count;
    await eventually(() => this.confirmed.length >= wanted || `${this.confirmed.length} of ${wanted}`, waitMs);
  }

  /** What is not as buyers were told. */
  async lies(): Promise<string[]> {
    const lies: string[] = [];
    for (const { orderId, token } of this.confirmed) {
      const order = await readOrder(this.services[0]?.http as HttpClient, orderId, token);
      if (order?.status !== 'CONFIRMED') lies.push(`order ${orderId} was confirmed and is ${order?.status}`);
    }
    for (const { seatNo, winners } of this.contests)
      if (winners.length !== 1) lies.push(`seat ${seatNo} was given to ${winners.length} buyers`);
    return [...lies, ...this.unexpected];
  }

  get contestCount(): number {
    return this.contests.length;
  }

  private async repeat(work: () => Promise<void>): Promise<void> {
    while (this.isSelling) await work();
  }

  private async newBuyer({ app }: Service): Promise<string> {
    return (await app.modules.accounts.tokens.issue({ roles: ['buyer'], email: null, lifeSeconds: 3600 })).token;
  }

  private serviceOf(number: number): Service {
    // There is one at least.
    return this.services[number % this.services.length] as Service;
  }

  private async buy(buyer: number): Promise<void> {
    const service = this.serviceOf(buyer);
    const token = await this.newBuyer(service);
    this.nextSeat += 1;
    const held = await this.hold(service, this.nextSeat, token);
    if (held === null) return void this.unexpected.push(`seat ${this.nextSeat} of nobody could not be held`);
    const idempotencyKey = randomUUID();
    for (;;) {
      const { body } = await tryPurchase(service.http, { holdId: held, idempotencyKey }, token);
      const bought = body.data?.purchase;
      if (bought?.order?.status === 'CONFIRMED') {
        this.confirmed.push({ orderId: bought.order.id, token });
        return;
      }
      if (bought !== undefined && bought !== null) {
        // An order whose payment is looked up is confirmed by the reconciler.
        if (bought.order?.status !== 'PENDING_PAYMENT') this.unexpected.push(JSON.stringify(bought));
        return;
      }
      if (await this.isOver(body.errors?.[0]?.extensions?.code)) return;
    }
  }

  private async contest(): Promise<void> {
    this.nextSeat += 1;
    const contest = { seatNo: this.nextSeat, winners: [] as number[] };
    const answers = await Promise.all(
      [0, 1].map(async (number) => {
        const service = this.serviceOf(number);
        return this.hold(service, contest.seatNo, await this.newBuyer(service));
      }),
    );
    contest.winners.push(...answers.flatMap((holdId, number) => (holdId === null ? [] : [number])));
    this.contests.push(contest);
  }

  /** The id of the hold; null where somebody else has the seat. */
  private async hold({ http }: Service, seatNo: number, token: string): Promise<string | null> {
    const input = { showId: this.show.id, seatIds: this.show.seats(seatNo), idempotencyKey: randomUUID() };
    for (;;) {
      const { body } = await http.graphql(HOLD, { input }, token);
      const answer = body.data?.holdSeats;
      if (answer?.__typename === 'HoldSeatsPayload') return answer.hold.id;
      if (answer?.__typename === 'SeatsUnavailable') return null;
      if (answer !== undefined && answer !== null) {
        this.unexpected.push(JSON.stringify(answer));
        return null;
      }
      if (await this.isOver(body.errors?.[0]?.extensions?.code)) return null;
    }
  }

  private async isOver(code: unknown): Promise<boolean> {
    if (code !== AWAY) {
      this.unexpected.push(`error ${code}`);
      return true;
    }
    this.awayCount += 1;
    await delay(RETRY_MS);
    return false;
  }
}
