import type { Api } from '../../api/api';
import { ApiError } from '../../api/api-error';
import type { ResultOf } from '../../api/graphql';
import type { AvailabilitySnapshot } from '../store/seat-store';
import { decodeAvailability } from './decode-availability';
import { seatMapQuery } from './operations';

const REPLACED_PAUSE_MS = 1000;

type ShowRead = NonNullable<ResultOf<typeof seatMapQuery>['show']> & { readonly snapshot: AvailabilitySnapshot };

/**
 * A show as its map needs it: the geometry to fetch, the prices, and the availability as bytes, which a cache may answer.
 * `atLeast`: the snapshot must contain what the stream had at this revision, whichever process or cache answers.
 */
export async function readShow(api: Api, showId: string, atLeast = ''): Promise<ShowRead> {
  const query = atLeast && `?atLeast=${encodeURIComponent(atLeast)}`;
  const reading = api.bytes(`shows/${encodeURIComponent(showId)}/availability${query}`);
  reading.catch(() => undefined);
  const { show } = await api.ask(seatMapQuery, { showId });
  if (!show) throw new ApiError('This show does not exist.', 'BAD_USER_INPUT');
  const { seatMapVersion, content, revision } = decodeAvailability(await reading);
  // Only `?only=` and `?since=` answer with another kind.
  if (content.kind !== 'full') throw new ApiError('The availability is incomplete.', 'INTERNAL_SERVER_ERROR');
  if (show.seatMap.version === seatMapVersion) {
    const snapshot: AvailabilitySnapshot = { ...content, revision };
    return { ...show, snapshot };
  }
  // The map was replaced between the two answers, or a cache has the seats of the old one.
  await new Promise((resolve) => setTimeout(resolve, REPLACED_PAUSE_MS));
  return readShow(api, showId, revision);
}
