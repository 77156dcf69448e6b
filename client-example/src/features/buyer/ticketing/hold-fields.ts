import { graphql, type ResultOf } from '../../../api/graphql';
import { showLineFields } from './show-line-fields';

export const holdFields = graphql(
  `
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
      ...ShowLineFields
    }
  }
`,
  [showLineFields],
);

export type Hold = ResultOf<typeof holdFields>;
