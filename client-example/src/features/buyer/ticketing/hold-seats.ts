import type { Api } from '../../../api/api';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { graphql, type ResultOf } from '../../../api/graphql';
import { newIdempotencyKey } from '../../../api/idempotency-key';

const holdSeatsMutation = graphql(`
  mutation HoldSeats($input: HoldSeatsInput!) {
    holdSeats(input: $input) {
      __typename
      ... on HoldSeatsPayload {
        serverTime
        hold {
          id
        }
      }
      ... on SeatsUnavailable {
        seats {
          index
          label
        }
        ownHolds {
          id
        }
      }
      ... on LeavesSingleSeat {
        suggestedSeats {
          id
          index
          label
        }
      }
      ... on HoldLimitReached {
        seatsPerBuyerMax
      }
      ... on Problem {
        message
      }
    }
  }
`);

export type HoldSeatsResult = ResultOf<typeof holdSeatsMutation>['holdSeats'];

interface Wish {
  readonly showId: string;
  readonly seatIds: readonly string[];
  /** What the map showed when the buyer chose: the operator measures by it how true a free seat is. */
  readonly seenRevision?: string;
}

/** Holds all the seats or none. Each call is one decision, and so has one key. */
export async function holdSeats(api: Api, { showId, seatIds, seenRevision }: Wish): Promise<HoldSeatsResult> {
  const input = {
    ...{ showId, seatIds: [...seatIds], idempotencyKey: newIdempotencyKey() },
    ...(seenRevision === undefined ? {} : { seenRevision }),
  };
  const { holdSeats: result } = await askUntilAnswered(api, holdSeatsMutation, { input });
  if (result.__typename === 'HoldSeatsPayload') api.clock.learn(result.serverTime);
  return result;
}
