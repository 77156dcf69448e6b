import { randomUUID } from 'node:crypto';
import { eventually } from './eventually';
import type { MadeShow } from './factories/shows';
import { graphql, type ResultOf } from './graphql';
import type { Api } from './graphql-client';

const quoteFields = graphql(`fragment ShowRefundQuoteFields on ShowRefundQuote {
  id expiresAt orderCount ticketCount scannedTicketCount show { id }
  sums { orderCount paid { amountMinor currency } returned { amountMinor } kept { amountMinor } toReturn { amountMinor currency } }
}`);
const runFields = graphql(`fragment RefundRunFields on RefundRun {
  id state message stopReason finishedAt leftCount endedCount waitingCount requestedCount pendingCount returnedCount failedCount
  show { id } sums { total { amountMinor currency } returned { amountMinor } failed { amountMinor } }
}`);
const CANCEL = graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }');
const QUOTE = graphql(
  `mutation ($input: RefundShowQuoteInput!) { refundShowQuote(input: $input) {
    __typename ... on Problem { message } ... on ShowRefundQuote { ...ShowRefundQuoteFields } } }`,
  [quoteFields],
);
const REFUND = graphql(
  `mutation ($input: RefundShowInput!) { refundShow(input: $input) {
    __typename
    ... on Problem { message }
    ... on ShowRefundQuoteOutdated { quote { ...ShowRefundQuoteFields } }
    ... on RefundShowPayload { run { ...RefundRunFields } }
  } }`,
  [quoteFields, runFields],
);
const RUN = graphql('query ($id: ID!) { refundRun(id: $id) { ...RefundRunFields } }', [runFields]);
const CONTINUE = graphql(
  'mutation ($input: RefundRunInput!) { continueRefundRun(input: $input) { run { ...RefundRunFields } } }',
  [runFields],
);
const STOP = graphql(
  'mutation ($input: RefundRunInput!) { stopRefundRun(input: $input) { run { ...RefundRunFields } } }',
  [runFields],
);

export type ShowQuoteAnswer = ResultOf<typeof QUOTE>['refundShowQuote'];
export type ShowQuote = Extract<ShowQuoteAnswer, { __typename: 'ShowRefundQuote' }>;
export type RefundAnswer = ResultOf<typeof REFUND>['refundShow'];
export type RunView = NonNullable<ResultOf<typeof RUN>['refundRun']>;

export const cancelShow = (api: Api, show: MadeShow, token: string): Promise<unknown> =>
  api.ask(CANCEL, { input: { showId: show.id } }, token);

export const quoteShow = async (api: Api, show: MadeShow, token: string): Promise<ShowQuoteAnswer> =>
  (await api.ask(QUOTE, { input: { showId: show.id } }, token)).refundShowQuote;

export async function quotedShow(api: Api, show: MadeShow, token: string): Promise<ShowQuote> {
  const answer = await quoteShow(api, show, token);
  if (answer.__typename !== 'ShowRefundQuote') throw new Error(`No quote: ${JSON.stringify(answer)}`);
  return answer;
}

export async function refundShow(
  api: Api,
  quoteId: string,
  token: string,
  { message = null, key = randomUUID() }: { readonly message?: string | null; readonly key?: string } = {},
): Promise<RefundAnswer> {
  return (await api.ask(REFUND, { input: { quoteId, message, idempotencyKey: key } }, token)).refundShow;
}

/** Quotes and starts the refund of a cancelled show. */
export async function startRefund(api: Api, show: MadeShow, token: string, message?: string): Promise<RunView> {
  const { id } = await quotedShow(api, show, token);
  const answer = await refundShow(api, id, token, { message: message ?? null });
  if (answer.__typename !== 'RefundShowPayload') throw new Error(`Not started: ${JSON.stringify(answer)}`);
  return answer.run;
}

export async function readRun(api: Api, id: string, token: string): Promise<RunView> {
  const { refundRun } = await api.ask(RUN, { id }, token);
  if (refundRun === null) throw new Error(`There is no run ${id}`);
  return refundRun;
}

export async function untilRun(
  api: Api,
  id: string,
  token: string,
  condition: (run: RunView) => boolean,
): Promise<RunView> {
  let last: RunView | undefined;
  await eventually(async () => {
    last = await readRun(api, id, token);
    return condition(last) || JSON.stringify(last);
  }, 30_000);
  return last as RunView;
}

export const runIsDone = (api: Api, id: string, token: string): Promise<RunView> =>
  untilRun(api, id, token, ({ state }) => state === 'DONE');

export const continueRun = async (api: Api, runId: string, token: string) =>
  (await api.ask(CONTINUE, { input: { runId } }, token)).continueRefundRun.run;

export const stopRun = async (api: Api, runId: string, token: string) =>
  (await api.ask(STOP, { input: { runId } }, token)).stopRefundRun.run;
