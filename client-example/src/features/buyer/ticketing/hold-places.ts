import type { Api } from '../../../api/api';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { graphql, type ResultOf } from '../../../api/graphql';
import { newIdempotencyKey } from '../../../api/idempotency-key';

const holdPlacesMutation = graphql(`
  mutation HoldPlaces($input: HoldPlacesInput!) {
    holdPlaces(input: $input) {
      __typename
      ... on HoldSeatsPayload {
        serverTime
        hold {
          id
        }
      }
      ... on SeatsUnavailable {
        placesLeft
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

export type HoldPlacesResult = ResultOf<typeof holdPlacesMutation>['holdPlaces'];

export interface PlacesWish {
  readonly showId: string;
  readonly section: string;
  readonly area: string | null;
  readonly quantity: number;
}

/** RECIPE "places without numbers". How many, not which: others who take places meanwhile take nothing away. */
export async function holdPlaces(api: Api, wish: PlacesWish): Promise<HoldPlacesResult> {
  const input = { ...wish, idempotencyKey: newIdempotencyKey() };
  const { holdPlaces: result } = await askUntilAnswered(api, holdPlacesMutation, { input });
  if (result.__typename === 'HoldSeatsPayload') api.clock.learn(result.serverTime);
  return result;
}
