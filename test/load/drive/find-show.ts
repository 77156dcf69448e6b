import type { Operation, ResultOf } from '../../support/graphql';
import type { Api } from './api';
import { SHOW, SHOWS, type ShowRead } from './documents';
import { UsageError } from './usage-error';

/** What a preset needs of a show. */
export interface ShowWish {
  readonly seatsMin: number;
  readonly seatsMax: number;
  readonly waitingRoom: boolean;
}

const PAGES_MAX = 50;

/** The show of this id, or the one with the most free seats among those that fit the wish. */
export async function findShow(api: Api, id: string | null, wish: ShowWish): Promise<ShowRead> {
  if (id !== null) {
    const answer = await ask(api, SHOW, { id });
    if (answer.show === null) throw new UsageError(`There is no show ${id}.`);
    return answer.show;
  }
  const shows: ShowRead[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { events }: ResultOf<typeof SHOWS> = await ask(api, SHOWS, { after });
    shows.push(...events.nodes.flatMap((event) => event.shows.nodes));
    after = events.pageInfo.endCursor;
    if (!events.pageInfo.hasNextPage) break;
  }
  const [best] = shows
    .filter(({ status }) => status === 'ON_SALE')
    .filter(({ waitingRoomActive }) => waitingRoomActive === wish.waitingRoom)
    .filter(({ seatMap: { seatCount } }) => seatCount >= wish.seatsMin && seatCount <= wish.seatsMax)
    .toSorted((a, b) => (b.availableCount ?? 0) - (a.availableCount ?? 0));
  if (best === undefined) {
    throw new UsageError(
      `Of ${shows.length} shows none is on sale ${wish.waitingRoom ? 'behind' : 'without'} a waiting room with ` +
        `${wish.seatsMin} to ${wish.seatsMax} seats. Name one with --show, or load the demo data: npm run seed`,
    );
  }
  return best;
}

async function ask<Data, Variables extends object>(
  api: Api,
  operation: Operation<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await api.ask(operation, variables);
  if (answer.kind === 'data') return answer.data;
  throw new UsageError(`${api.urls.join(', ')} does not answer as Frontrow does: ${answer.code} ${answer.message}`);
}
