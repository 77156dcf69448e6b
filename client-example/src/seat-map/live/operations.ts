import { graphql } from '../../api/graphql';

export const seatMapQuery = graphql(`
  query SeatMapOfShow($showId: ID!) {
    show(id: $showId) {
      seatMap { version url }
      priceTiers { zone name price { amountMinor currency } }
    }
  }
`);

export const seatStatusSubscription = graphql(`
  subscription SeatStatus($showId: ID!, $after: String) {
    seatStatusChanged(showId: $showId, after: $after) {
      revision
      resyncRequired
      changes { index status version }
    }
  }
`);
