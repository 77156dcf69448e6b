import { graphql, type ResultOf } from '../../../api/graphql';

const paceFields = graphql(`
  fragment PaceFields on SalesPace {
    asOf
    holdsPerSecond
    conversion
    endedHoldCount
    ticketsPerMinute
    orderCount
    orderSeconds
    minutesToSoldOut
    waitingCount
    insideCount
    admittedCount
  }
`);

export const salesPaceQuery = graphql(
  `
    query SalesPace($id: ID!) {
      show(id: $id) {
        salesPace {
          ...PaceFields
        }
      }
    }
  `,
  [paceFields],
);

export const salesPaceChangedSubscription = graphql(
  `
    subscription SalesPaceChanged($showId: ID!) {
      salesPaceChanged(showId: $showId) {
        ...PaceFields
      }
    }
  `,
  [paceFields],
);

export type Pace = NonNullable<NonNullable<ResultOf<typeof salesPaceQuery>['show']>['salesPace']>;
