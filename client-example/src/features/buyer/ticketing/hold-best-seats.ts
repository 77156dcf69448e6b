import type { Api } from '../../../api/api';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { graphql, type ResultOf } from '../../../api/graphql';
import { newIdempotencyKey } from '../../../api/idempotency-key';

const holdBestSeatsMutation = graphql(`
  mutation HoldBestSeats($input: HoldBestSeatsInput!) {
    holdBestSeats(input: $input) {
      __typename
      ... on HoldBestSeatsPayload {
        serverTime
        hold {
          id
        }
      }
      ... on NoSuchSeats {
        largestTogether
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

export type HoldBestSeatsResult = ResultOf<typeof holdBestSeatsMutation>['holdBestSeats'];

export interface BestSeatsWish {
  readonly showId: string;
  readonly quantity: number;
  /** Names of zones of the map; null for all. */
  readonly zones: readonly string[] | null;
  readonly wheelchairPlaces: number;
  readonly companions: number;
}

/** The service chooses and holds in one step, so that no two buyers are given the same seats to fight for. */
export async function holdBestSeats(api: Api, { zones, ...wish }: BestSeatsWish): Promise<HoldBestSeatsResult> {
  const input = { ...wish, zones: zones && [...zones], idempotencyKey: newIdempotencyKey() };
  const { holdBestSeats: result } = await askUntilAnswered(api, holdBestSeatsMutation, { input });
  if (result.__typename === 'HoldBestSeatsPayload') api.clock.learn(result.serverTime);
  return result;
}
