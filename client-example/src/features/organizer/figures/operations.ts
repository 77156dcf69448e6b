import { graphql, type ResultOf } from '../../../api/graphql';

export const salesFiguresQuery = graphql(`
  query SalesFigures($id: ID!) {
    show(id: $id) {
      salesFigures {
        placeCount
        freeCount
        heldCount
        reservedCount
        soldCount
        blockedCount
        complimentaryCount
        orderCount
        gross {
          amountMinor
          currency
        }
        refunded {
          amountMinor
          currency
        }
        net {
          amountMinor
          currency
        }
        asOf
      }
    }
  }
`);

export type Figures = NonNullable<NonNullable<ResultOf<typeof salesFiguresQuery>['show']>['salesFigures']>;
