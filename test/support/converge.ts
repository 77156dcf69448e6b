import { decodeAvailability } from '../../client-example/src/seat-map/live/decode-availability';
import { eventually } from './eventually';
import type { MadeShow } from './factories/shows';
import { graphql } from './graphql';
import { HttpClient } from './graphql-client';
import { type LedgerMap, ledger } from './holds';
import type { TestApp } from './test-app';
import type { Watcher } from './watcher';

const AVAILABILITY = graphql('query ($id: ID!) { show(id: $id) { availability { statuses versions } } }');

/** Every watcher, and every process at these addresses, ends with the map of the database when all holds have run out. */
export async function expectConverged(
  testApp: TestApp,
  show: MadeShow,
  watchers: readonly Watcher[],
  urls: readonly string[] = [testApp.url],
): Promise<void> {
  // The last holds run out and the sweeper tells of it; then nothing changes any more.
  testApp.clock.advanceSeconds(3600);
  await eventually(async () => {
    const { statuses } = await ledger(testApp, show);
    return !statuses.includes('H') || statuses;
  });
  const truth = await ledger(testApp, show);
  await eventually(() => {
    const late = watchers.findIndex(
      (watcher) => watcher.statuses.join('') !== truth.statuses || watcher.versions.join() !== truth.versions.join(),
    );
    return late < 0 || `watcher ${late} of ${watchers.length} differs`;
  }, 30_000);
  for (const url of urls) await expectMemoryIsLike(truth, show, url);
}

/** What a process answers from its memory, by GraphQL and as bytes, is the map of the database. */
async function expectMemoryIsLike(truth: LedgerMap, show: MadeShow, url: string): Promise<void> {
  const api = new HttpClient(() => url);
  const expected = `${truth.statuses} ${truth.versions.join()}`;
  await eventually(async () => {
    const { body } = await api.graphql(AVAILABILITY, { id: show.id });
    const { statuses, versions } = body.data?.show?.availability ?? { statuses: '', versions: [] };
    return `${statuses} ${versions.join()}` === expected || statuses;
  });
  api.close();
  await eventually(async () => {
    const answer = await fetch(`${url}/shows/${show.id}/availability`);
    const { content } = decodeAvailability(await answer.arrayBuffer());
    if (content.kind !== 'full') return content.kind;
    return `${content.statuses} ${content.versions.join()}` === expected || content.statuses;
  });
}
