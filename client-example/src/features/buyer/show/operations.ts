import { graphql, type ResultOf } from '../../../api/graphql';

export const showQuery = graphql(`
  query Show($id: ID!) {
    serverTime
    show(id: $id) {
      id
      startsAt
      status
      pauseMessage
      salesOpenAt
      waitingRoomActive
      availableCount
      seatsPerBuyerMax
      accessibleReleasedAt
      event {
        id
        name
      }
      venue {
        name
        city
        timeZone
      }
    }
    viewer {
      holds {
        show {
          id
        }
        seats {
          index
        }
      }
    }
  }
`);

export type ShowDetails = NonNullable<ResultOf<typeof showQuery>['show']>;

/** What the organizer changes, such as a pause, a cancellation, another time or other prices, is shown at once. */
export const showChangedSubscription = graphql(`
  subscription ShowChanged($id: ID!, $after: String) {
    showChanged(showId: $id, after: $after) {
      revision
      status
      startsAt
      salesOpenAt
      fullReturnUntil
      pauseMessage
      seatsPerBuyerMax
      priceTiers {
        zone
        name
        price {
          amountMinor
          currency
        }
      }
    }
  }
`);

export type ShowChange = ResultOf<typeof showChangedSubscription>['showChanged'];
export type Prices = ShowChange['priceTiers'];

/** The map knows seats by their places; holds are made by their ids. */
export const seatIdsQuery = graphql(`
  query SeatIds($id: ID!, $indexes: [Int!]!) {
    show(id: $id) {
      seats(filter: { indexes: $indexes }) {
        nodes {
          id
          index
        }
      }
    }
  }
`);

/** For a show with a waiting room: says whether this buyer is inside, and takes a number where not. */
export const joinQueueMutation = graphql(`
  mutation EnterShop($id: ID!) {
    joinQueue(input: { showId: $id }) {
      __typename
      ... on JoinQueuePayload {
        position {
          __typename
          ... on QueueAdmitted {
            admittedUntil
            serverTime
          }
        }
      }
    }
  }
`);
