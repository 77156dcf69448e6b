import { graphql, type ResultOf } from '../../../api/graphql';

export const saleQuery = graphql(`
  query SaleOfShow($id: ID!) {
    show(id: $id) {
      id
      status
      salesPaused
      pauseMessage
      salesOpenAt
      salesCloseAt
      seatsPerBuyerMax
      holdSeconds
      venue {
        timeZone
      }
      priceTiers {
        zone
        name
        price {
          amountMinor
          currency
        }
      }
    }
    priceChanges(showId: $id) {
      changeId
      at
      appliedAt
      prices {
        zone
        price {
          amountMinor
          currency
        }
      }
    }
  }
`);

/** Says that something of the sale has changed, whoever did it. */
export const saleChangedSubscription = graphql(`
  subscription SaleChanged($id: ID!) {
    showChanged(showId: $id) {
      revision
    }
  }
`);

export const pauseSaleMutation = graphql(`
  mutation PauseSale($showId: ID!, $message: String) {
    pauseSale(input: { showId: $showId, message: $message }) {
      show {
        id
      }
    }
  }
`);

export const resumeSaleMutation = graphql(`
  mutation ResumeSale($showId: ID!) {
    resumeSale(input: { showId: $showId }) {
      show {
        id
      }
    }
  }
`);

export const schedulePriceChangeMutation = graphql(`
  mutation SchedulePriceChange($showId: ID!, $at: DateTime!, $prices: [ZonePriceInput!]!) {
    schedulePriceChange(input: { showId: $showId, at: $at, prices: $prices }) {
      priceChanges {
        changeId
      }
    }
  }
`);

export const cancelPriceChangeMutation = graphql(`
  mutation CancelPriceChange($showId: ID!, $changeId: ID!) {
    cancelPriceChange(input: { showId: $showId, changeId: $changeId }) {
      priceChanges {
        changeId
      }
    }
  }
`);

export const changeSaleMutation = graphql(`
  mutation ChangeSale($input: UpdateShowInput!) {
    updateShow(input: $input) {
      show {
        id
      }
    }
  }
`);

export const waitingRoomQuery = graphql(`
  query WaitingRoomOfShow($id: ID!) {
    show(id: $id) {
      waitingRoom {
        active
        admissionsPerMinute
        shopSize
        insideSeconds
        graceSeconds
        whenUnreachable
        pauseReason
        closedReason
        waitingCount
        insideCount
        admittedCount
        departedCount
      }
    }
  }
`);

export const configureWaitingRoomMutation = graphql(`
  mutation ConfigureWaitingRoom($input: ConfigureWaitingRoomInput!) {
    configureWaitingRoom(input: $input) {
      waitingRoom {
        active
      }
    }
  }
`);

export const letBuyersInMutation = graphql(`
  mutation LetBuyersIn($showId: ID!, $count: Int!) {
    letBuyersIn(input: { showId: $showId, count: $count }) {
      asked
    }
  }
`);

export type Sale = NonNullable<ResultOf<typeof saleQuery>['show']>;
export type PriceChange = ResultOf<typeof saleQuery>['priceChanges'][number];
export type WaitingRoom = NonNullable<NonNullable<ResultOf<typeof waitingRoomQuery>['show']>['waitingRoom']>;
