import { graphql, type ResultOf } from '../../../api/graphql';

const orderFields = graphql(`
  fragment OrderFields on Order {
    id
    createdAt
    status
    notifications {
      kind
      status
      sentTo
      sentAt
    }
    total {
      amountMinor
      currency
    }
    items {
      price {
        amountMinor
        currency
      }
      seat {
        id
        index
        label
        description
      }
    }
    tickets {
      id
      status
      seat {
        id
      }
    }
    returns {
      id
      status
      kept {
        amountMinor
        currency
      }
      returned {
        amountMinor
        currency
      }
      exchangedFor {
        id
      }
      items {
        seat {
          id
          label
          description
        }
      }
    }
    show {
      id
      startsAt
      status
      exchangeRule
      refundUntil
      fullReturnUntil
      returnSteps {
        hoursBefore
      }
      event {
        id
        name
        category
      }
      venue {
        name
        address
        city
        timeZone
      }
    }
  }
`);

export const openOrderMutation = graphql(`
  mutation OpenOrder($secret: String!) {
    openOrder(input: { secret: $secret }) {
      __typename
      ... on OpenOrderPayload {
        token
        expiresAt
        order {
          id
        }
      }
      ... on OrderLinkUsed {
        sentTo
      }
    }
  }
`);

export const sendOrderLinkMutation = graphql(`
  mutation SendOrderLink($secret: String!) {
    sendOrderLink(input: { secret: $secret }) {
      __typename
      ... on SendOrderLinkPayload {
        sentTo
      }
    }
  }
`);

export type Order = ResultOf<typeof orderFields>;

export const orderQuery = graphql(
  `
    query Order($id: ID!) {
      serverTime
      order(id: $id) {
        ...OrderFields
      }
    }
  `,
  [orderFields],
);

export const orderChangedSubscription = graphql(
  `
    subscription OrderChanged($id: ID!) {
      orderChanged(orderId: $id) {
        ...OrderFields
      }
    }
  `,
  [orderFields],
);

export const ordersQuery = graphql(
  `
    query Orders($first: Int!) {
      viewer {
        orders(first: $first) {
          nodes {
            ...OrderFields
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  `,
  [orderFields],
);

const quoteFields = graphql(`
  fragment QuoteFields on ReturnQuote {
    id
    policy(language: $language)
    total {
      amountMinor
      currency
    }
    lines {
      ticket {
        id
      }
      kept {
        amountMinor
        currency
      }
    }
  }
`);

export type Quote = ResultOf<typeof quoteFields>;

export const quoteReturnMutation = graphql(
  `
    mutation QuoteReturn($orderId: ID!, $ticketIds: [ID!]!, $language: String) {
      quoteReturn(input: { orderId: $orderId, ticketIds: $ticketIds }) {
        __typename
        ... on ReturnQuote {
          ...QuoteFields
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [quoteFields],
);

export const commitReturnMutation = graphql(
  `
    mutation CommitReturn($quoteId: ID!, $idempotencyKey: ID!, $language: String) {
      commitReturn(input: { quoteId: $quoteId, idempotencyKey: $idempotencyKey }) {
        __typename
        ... on CommitReturnPayload {
          order {
            ...OrderFields
          }
        }
        ... on QuoteOutdated {
          quote {
            ...QuoteFields
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [orderFields, quoteFields],
);
