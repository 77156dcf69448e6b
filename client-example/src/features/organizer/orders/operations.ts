import { graphql, type ResultOf } from '../../../api/graphql';

export const showOrdersQuery = graphql(`
  query ShowOrders($id: ID!, $filter: ShowOrderFilter, $after: String) {
    show(id: $id) {
      venue {
        timeZone
      }
      orders(first: 50, filter: $filter, after: $after) {
        nodes {
          id
          number
          status
          channel
          email
          createdAt
          seatCount
          total {
            amountMinor
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const showOrderQuery = graphql(`
  query ShowOrder($id: ID!) {
    showOrder(id: $id) {
      id
      number
      status
      channel
      email
      createdAt
      total {
        amountMinor
        currency
      }
      paid {
        amountMinor
        currency
      }
      refunded {
        amountMinor
        currency
      }
      tickets {
        id
        holderName
        endedAt
        endReason
        seat {
          label
        }
      }
      history {
        at
        what
        changedBy
      }
    }
  }
`);

export const cancelOrderMutation = graphql(`
  mutation CancelOrderOfShow($orderId: ID!) {
    cancelOrder(input: { orderId: $orderId }) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type ListedOrder = NonNullable<NonNullable<ResultOf<typeof showOrdersQuery>['show']>['orders']>['nodes'][number];
export type OpenedOrder = NonNullable<ResultOf<typeof showOrderQuery>['showOrder']>;
export type OrderStatus = ListedOrder['status'];
