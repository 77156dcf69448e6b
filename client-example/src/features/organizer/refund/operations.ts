import { graphql, type ResultOf } from '../../../api/graphql';

const runFields = graphql(`
  fragment RunFields on RefundRun {
    id
    state
    message
    stopReason
    leftCount
    endedCount
    waitingCount
    requestedCount
    pendingCount
    returnedCount
    failedCount
    sums {
      total {
        amountMinor
        currency
      }
      returned {
        amountMinor
        currency
      }
      failed {
        amountMinor
        currency
      }
    }
  }
`);

const quoteFields = graphql(`
  fragment ShowQuoteFields on ShowRefundQuote {
    id
    orderCount
    ticketCount
    scannedTicketCount
    sums {
      kept {
        amountMinor
        currency
      }
      toReturn {
        amountMinor
        currency
      }
    }
  }
`);

export const refundedShowQuery = graphql(
  `
    query RefundedShow($id: ID!) {
      show(id: $id) {
        id
        status
        refundRun {
          ...RunFields
        }
      }
    }
  `,
  [runFields],
);

export const cancelShowMutation = graphql(`
  mutation CancelShow($id: ID!) {
    cancelShow(input: { showId: $id }) {
      show {
        status
      }
    }
  }
`);

export const quoteShowMutation = graphql(
  `
    mutation RefundShowQuote($id: ID!) {
      refundShowQuote(input: { showId: $id }) {
        __typename
        ... on Problem {
          message
        }
        ...ShowQuoteFields
      }
    }
  `,
  [quoteFields],
);

export const refundShowMutation = graphql(
  `
    mutation RefundShow($quoteId: ID!, $message: String, $idempotencyKey: ID!) {
      refundShow(input: { quoteId: $quoteId, message: $message, idempotencyKey: $idempotencyKey }) {
        __typename
        ... on Problem {
          message
        }
        ... on RefundShowPayload {
          run {
            ...RunFields
          }
        }
        ... on ShowRefundQuoteOutdated {
          quote {
            ...ShowQuoteFields
          }
        }
      }
    }
  `,
  [runFields, quoteFields],
);

export const continueRunMutation = graphql(
  `
    mutation ContinueRefundRun($runId: ID!) {
      continueRefundRun(input: { runId: $runId }) {
        run {
          ...RunFields
        }
      }
    }
  `,
  [runFields],
);

export const stopRunMutation = graphql(
  `
    mutation StopRefundRun($runId: ID!) {
      stopRefundRun(input: { runId: $runId }) {
        run {
          ...RunFields
        }
      }
    }
  `,
  [runFields],
);

export const runSubscription = graphql(
  `
    subscription RefundRunProgress($id: ID!) {
      refundRun(id: $id) {
        ...RunFields
      }
    }
  `,
  [runFields],
);

export type RefundedShow = NonNullable<ResultOf<typeof refundedShowQuery>['show']>;
export type Run = NonNullable<RefundedShow['refundRun']>;
export type ShowQuote = Extract<
  ResultOf<typeof quoteShowMutation>['refundShowQuote'],
  { __typename: 'ShowRefundQuote' }
>;
