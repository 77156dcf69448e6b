import { graphql } from '../../../api/graphql';

export const seatHistoryQuery = graphql(`
  query SeatHistory($seatId: ID!, $after: String) {
    seatHistory(seatId: $seatId, first: 50, after: $after) {
      nodes {
        version
        at
        status
        reason
        changedBy
        orderId
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
