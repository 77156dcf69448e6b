/** What an API publishes of a draw: the rest is null until it is held. */
export interface PublishedDraw {
  readonly commitment: string;
  readonly seed: string | null;
  readonly ticketCount: number | null;
}

const query = 'query ($id: ID!) { show(id: $id) { queueDraws { commitment seed ticketCount } } }';

/**
 * Asks the API at that address for the draws of a show, the latest first.
 *
 * @throws Error with a sentence for whoever asked
 */
export async function readPublishedDraws(url: string, showId: string): Promise<readonly PublishedDraw[]> {
  const answer = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id: showId } }),
  }).catch(() => {
    throw new Error(`Nobody answers at ${url}.`);
  });
  // The API answers what was asked, in the shape of its schema; whatever else answers is found out below.
  const { data } = (await answer.json().catch(() => ({}))) as {
    data?: { show: { queueDraws: PublishedDraw[] } | null };
  };
  if (data === undefined) throw new Error(`What answers at ${url} is no such API.`);
  if (data.show === null) throw new Error(`There is no show ${showId}.`);
  return data.show.queueDraws;
}
