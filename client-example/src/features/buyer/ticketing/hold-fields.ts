import { graphql, type ResultOf } from '../../../api/graphql';

export const holdFields = graphql(`
  fragment HoldFields on SeatHold {
    id
    stage
    expiresAt
    expiresAtMax
    total {
      amountMinor
      currency
    }
    seats {
      id
      index
      label
      description
      tier {
        name
        price {
          amountMinor
          currency
        }
      }
    }
    order {
      id
      status
    }
    show {
      id
      startsAt
      event {
        name
      }
      venue {
        name
        city
        timeZone
      }
    }
  }
`);

export type Hold = ResultOf<typeof holdFields>;
