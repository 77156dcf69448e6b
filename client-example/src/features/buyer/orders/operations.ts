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
    show {
      id
      startsAt
      status
      refundUntil
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

export const cancelOrderMutation = graphql(
  `
    mutation CancelOrder($id: ID!) {
      cancelOrder(input: { orderId: $id }) {
        __typename
        ... on CancelOrderPayload {
          order {
            ...OrderFields
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [orderFields],
);
