import { randomUUID } from 'node:crypto';
import type { BenchServices } from './bench-services';

const HOLD = `mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on HoldSeatsPayload { hold { id } } } }`;
const PURCHASE = `mutation ($input: PurchaseInput!) { purchase(input: $input) { __typename ... on PurchasePayload { order { status } } } }`;

async function ask<Data>(url: string, query: string, variables: object, token: string): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: object[] };
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

interface Holder {
  readonly token: string;
  readonly holdId: string;
}

/** Buyers with a seat in hand each. */
export async function holdSeats({ app }: BenchServices, showId: string, seatIds: readonly string[]): Promise<Holder[]> {
  return Promise.all(
    seatIds.map(async (seatId) => {
      const { token } = await app.modules.accounts.tokens.issue({ email: null, roles: ['buyer'], lifeSeconds: 3600 });
      const input = { showId, seatIds: [seatId], idempotencyKey: randomUUID() };
      const { holdSeats: answer } = await ask<{ holdSeats: { hold?: { id: string } } }>(
        app.url,
        HOLD,
        { input },
        token,
      );
      if (answer.hold === undefined) throw new Error(`Not held: ${JSON.stringify(answer)}`);
      return { token, holdId: answer.hold.id };
    }),
  );
}

/** Buys what they hold, so many at a time; returns purchases a second. Without `email` nobody gets a mail. */
export async function buyAll(
  { app }: BenchServices,
  holders: readonly Holder[],
  clients: number,
  email: string | null,
): Promise<number> {
  const waiting = [...holders];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop()) {
        const { token, holdId } = holder;
        const input = { holdId, paymentMethod: 'pm_card_visa', idempotencyKey: randomUUID(), email };
        const { purchase } = await ask<{ purchase: { order?: { status: string } } }>(
          app.url,
          PURCHASE,
          { input },
          token,
        );
        if (purchase.order?.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(purchase)}`);
      }
    }),
  );
  return (holders.length * 1000) / (performance.now() - began);
}
