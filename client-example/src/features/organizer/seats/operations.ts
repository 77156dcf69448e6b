import { graphql, type ResultOf } from '../../../api/graphql';

export const blockSeatsMutation = graphql(`
  mutation BlockSeats($input: BlockSeatsInput!) {
    blockSeats(input: $input) {
      changedCount
      relabeledCount
      alreadyCount
      takenCount
      taken {
        reason
        seat {
          label
        }
      }
    }
  }
`);

export const unblockSeatsMutation = graphql(`
  mutation UnblockSeats($input: UnblockSeatsInput!) {
    unblockSeats(input: $input) {
      changedCount
      unmarkedCount
      unpricedCount
    }
  }
`);

export const seatBlocksQuery = graphql(`
  query SeatBlocks($showId: ID!) {
    seatBlocks(showId: $showId) {
      blockId
      kind
      note
      releaseAt
      seatCount
      takenCount
    }
  }
`);

export const giveSeatsMutation = graphql(`
  mutation GiveSeats($input: GiveSeatsInput!) {
    giveSeats(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on GiveSeatsPayload {
        ticketsPdfUrl
        tickets {
          id
        }
      }
    }
  }
`);

export const sellAtDeskMutation = graphql(`
  mutation SellAtDesk($input: SellAtDeskInput!) {
    sellAtDesk(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on SellAtDeskPayload {
        ticketsPdfUrl
        order {
          total {
            amountMinor
            currency
          }
        }
        tickets {
          id
        }
      }
    }
  }
`);

export type Block = ResultOf<typeof seatBlocksQuery>['seatBlocks'][number];
export type Blocked = ResultOf<typeof blockSeatsMutation>['blockSeats'];

export const blockKinds = ['HOUSE', 'PRODUCTION', 'KILL', 'PRESS', 'DISTANCE'] as const;
