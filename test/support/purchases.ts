import { randomUUID } from 'node:crypto';
import { eventually } from './eventually';
import type { MadeShow } from './factories/shows';
import type { Api } from './graphql-client';
import { type HoldView, holdFree } from './holds';
import type { TestApp } from './test-app';

export interface OrderView {
  readonly id: string;
  readonly status: 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'REFUNDED';
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly createdAt: string;
  readonly show: { readonly id: string };
  readonly items: readonly {
    readonly seat: { readonly id: string; readonly index: number; readonly status: string };
    readonly price: { readonly amountMinor: number; readonly currency: string };
  }[];
}

export interface PurchaseAnswer {
  readonly __typename: string;
  readonly message?: string;
  readonly order?: OrderView;
  readonly hold?: HoldView;
  readonly clientSecret?: string;
  readonly expiresAt?: string;
  readonly declineCode?: string | null;
  readonly code?: string;
  readonly expiredAt?: string;
}

export const orderFields = `id status createdAt show { id } total { amountMinor currency }
  items { price { amountMinor currency } seat { id index status } }`;
const holdFields = 'id status expiresAt expiresAtMax total { amountMinor currency } seats { id index status version }';
const resultFields = `__typename
  ... on Problem { message }
  ... on PurchasePayload { order { ${orderFields} } }
  ... on PaymentActionRequired { clientSecret expiresAt order { ${orderFields} } }
  ... on PaymentDeclined { declineCode hold { ${holdFields} } }
  ... on PaymentUnavailable { hold { ${holdFields} } }
  ... on PaymentNotPossible { code hold { ${holdFields} } }
  ... on HoldExpired { expiredAt }`;

const PURCHASE = `mutation Purchase($input: PurchaseInput!) { purchase(input: $input) { ${resultFields} } }`;
const RESUME = `mutation Resume($input: ResumePurchaseInput!) { resumePurchase(input: $input) { ${resultFields} } }`;
const CANCEL = `mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename
  ... on Problem { message }
  ... on CancelOrderPayload { order { ${orderFields} } }
  ... on OrderNotCancellable { order { ${orderFields} } }
} }`;

export interface Wish {
  readonly holdId: string;
  readonly paymentMethod?: string;
  readonly idempotencyKey?: string;
  readonly email?: string;
  readonly locale?: string;
}

const inputOf = ({ holdId, paymentMethod = 'pm_card_visa', idempotencyKey = randomUUID(), email, locale }: Wish) => ({
  input: {
    holdId,
    paymentMethod,
    idempotencyKey,
    ...(email === undefined ? {} : { email }),
    ...(locale === undefined ? {} : { locale }),
  },
});

/** Sends the mutation as a client would, with whatever comes back. */
export const tryPurchase = (api: Api, wish: Wish, token: string) =>
  api.graphql<{ purchase: PurchaseAnswer }>(PURCHASE, inputOf(wish), token);

export async function purchase(api: Api, wish: Wish, token: string): Promise<PurchaseAnswer> {
  return (await api.ask<{ purchase: PurchaseAnswer }>(PURCHASE, inputOf(wish), token)).purchase;
}

export async function resume(api: Api, orderId: string, token: string): Promise<PurchaseAnswer> {
  return (await api.ask<{ resumePurchase: PurchaseAnswer }>(RESUME, { input: { orderId } }, token)).resumePurchase;
}

export async function cancel(api: Api, orderId: string, token: string): Promise<PurchaseAnswer> {
  return (await api.ask<{ cancelOrder: PurchaseAnswer }>(CANCEL, { input: { orderId } }, token)).cancelOrder;
}

export async function readOrder(api: Api, orderId: string, token: string): Promise<OrderView | null> {
  const query = `query Order($id: ID!) { order(id: $id) { ${orderFields} } }`;
  return (await api.ask<{ order: OrderView | null }>(query, { id: orderId }, token)).order;
}

export async function readHold(api: Api, holdId: string, token: string): Promise<HoldView | null> {
  const query = `query Hold($id: ID!) { hold(id: $id) { ${holdFields} } }`;
  return (await api.ask<{ hold: HoldView | null }>(query, { id: holdId }, token)).hold;
}

/** Holds seats and buys them with a card that is good. */
export async function buy(api: Api, show: MadeShow, seatNos: readonly number[], token: string): Promise<OrderView> {
  const { id: holdId } = await holdFree(api, show, seatNos, token);
  const { order } = await purchase(api, { holdId }, token);
  if (order?.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(order)}`);
  return order;
}

/** Every difference between seats, orders, payments and the provider's ledger, in words. */
export async function disagreements(testApp: TestApp): Promise<string[]> {
  const { inventory, checkout } = testApp.app.modules;
  const day = 24 * 3_600_000;
  const [from, before] = [new Date(Date.now() - day), new Date(Date.now() + day)];
  const verified = [
    ...(await inventory.verify()),
    ...(await checkout.verify()),
    await checkout.compare({ from, before }),
  ];
  const { charges } = await testApp.payments.ledger();
  const chargedTwice = charges
    .filter(({ status }) => status === 'succeeded')
    .map(({ metadata }) => metadata.order_id ?? 'nobody')
    .filter((orderId, index, all) => all.indexOf(orderId) !== index)
    .map((orderId) => `order ${orderId} was charged twice`);
  return [...verified.flatMap(({ damages }) => damages), ...chargedTwice];
}

/**
 * Waits until nothing is open any more, of one show or of all, with the clock going on so that every deadline passes.
 */
export async function settleAll(testApp: TestApp, show?: MadeShow): Promise<void> {
  await eventually(async () => {
    const rows: { open: number }[] = await testApp.database.dataSource.query(
      `select count(*)::integer as open
         from (select order_id from payment where check_at is not null
                union all
               select order_id from refund where check_at is not null
                union all
               select order_id from ticket_return where check_at is not null) as due
         join ticket_order o on o.id = due.order_id
        where $1::uuid is null or o.show_id = $1
        union all
       select count(*)::integer from refund_run where state = 'running' and ($1::uuid is null or show_id = $1)`,
      [show?.showId ?? null],
    );
    const open = rows.reduce((sum, row) => sum + row.open, 0);
    if (open === 0) return true;
    testApp.clock.advanceSeconds(30);
    return `${open} payments or refunds of shows are open`;
  }, 60_000);
}
