import { graphql, type ResultOf } from '../../../api/graphql';

const figureFields = graphql(`
  fragment FigureFields on SalesFigures {
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
    blockedByKind {
      kind
      seatCount
    }
    bySection {
      name
      placeCount
      freeCount
      heldCount
      reservedCount
      soldCount
      blockedCount
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
    }
    byZone {
      name
      placeCount
      freeCount
      heldCount
      reservedCount
      soldCount
      blockedCount
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
    }
    byHour {
      hour
      orderCount
      ticketCount
      net {
        amountMinor
        currency
      }
    }
    byChannel {
      channel
      orderCount
      ticketCount
      net {
        amountMinor
        currency
      }
    }
  }
`);

export const salesFiguresQuery = graphql(
  `
    query SalesFigures($id: ID!) {
      show(id: $id) {
        salesFigures {
          ...FigureFields
        }
      }
    }
  `,
  [figureFields],
);

export const salesChangedSubscription = graphql(
  `
    subscription SalesChanged($showId: ID!) {
      salesChanged(showId: $showId) {
        ...FigureFields
      }
    }
  `,
  [figureFields],
);

export type Figures = NonNullable<NonNullable<ResultOf<typeof salesFiguresQuery>['show']>['salesFigures']>;
