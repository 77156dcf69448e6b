import { randomUUID } from 'node:crypto';
import type { MadeShow } from './factories/shows';
import { graphql } from './graphql';
import type { Api } from './graphql-client';

const HOLD_BEST = graphql(`
  mutation ($input: HoldBestSeatsInput!) {
    holdBestSeats(input: $input) {
      __typename
      ... on Problem { message }
      ... on HoldBestSeatsPayload {
        serverTime
        together
        groups
        singleSeatsLeft
        why { step focalDistanceCm tries }
        hold { id status expiresAt total { amountMinor } seats { id index status section features } }
      }
      ... on NoSuchSeats { largestTogether cheapest { amountMinor } sectionsThatFit }
      ... on HoldLimitReached { seatsPerBuyerMax }
      ... on SalesNotOpen { status }
    }
  }
`);

export interface BestWishes {
  readonly quantity: number;
  readonly sections?: string[];
  readonly zones?: string[];
  readonly priceMinorMax?: number;
  readonly near?: string;
  readonly together?: 'REQUIRED' | 'PREFERRED';
  readonly wheelchairPlaces?: number;
  readonly companions?: number;
  readonly obstructedView?: boolean;
}

/** Sends the mutation as a client would. Without a key it makes one. */
export async function holdBest(
  api: Api,
  show: MadeShow,
  wishes: BestWishes,
  token: string,
  idempotencyKey: string = randomUUID(),
) {
  return (await api.ask(HOLD_BEST, { input: { showId: show.id, idempotencyKey, ...wishes } }, token)).holdBestSeats;
}

export type BestAnswer = Awaited<ReturnType<typeof holdBest>>;

/** The seats of a hold that was made, by index. */
export function seatsOf(answer: BestAnswer): number[] {
  if (answer.__typename !== 'HoldBestSeatsPayload') throw new Error(JSON.stringify(answer));
  return answer.hold.seats.map(({ index }) => index);
}
