/** A draw as the API publishes it; seed and count are null until it is done. */
export interface PublishedDraw {
  readonly commitment: string;
  readonly seed: string | null;
  readonly ticketCount: number | null;
}

const query = 'query ($id: ID!) { show(id: $id) { queueDraws { commitment seed ticketCount } } }';

/**
 * Fetches the draws of a show from the API at that address, the latest first.
 *
 * @throws Error with a message for the user of the command
 */
export async function fetchPublishedDraws(url: string, showId: string): Promise<readonly PublishedDraw[]> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id: showId } }),
  }).catch(() => {
    throw new Error(`No API answers at ${url}.`);
  });
  // The API answers in the shape of the query; anything else is caught below.
  const { data } = (await response.json().catch(() => ({}))) as {
    data?: { show: { queueDraws: PublishedDraw[] } | null };
  };
  if (data === undefined) throw new Error(`The server at ${url} is not a Frontrow API.`);
  if (data.show === null) throw new Error(`There is no show ${showId}.`);
  return data.show.queueDraws;
}
