import { Organizer } from '../../support/factories/organizer';
import { graphql } from '../../support/graphql';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const organizer = new Organizer(testApp);
const SUGGEST = graphql('query ($text: String!, $first: Int) { suggest(text: $text, first: $first) { text kind } }');

beforeAll(async () => {
  const lyon = await organizer.venue({ name: 'Opéra de la Croix-Rousse', city: 'Lyon' });
  const luebeck = await organizer.venue({ name: 'Nutshell', city: 'Lübeck' });
  for (const [name, performers, venue, days] of [
    ['The Nutcracker', ['Compagnie Verdier'], lyon, 5],
    ['Nuts and Bolts', ['AC/DC'], luebeck, 6],
    ['Nutcracker of Yesterday', ['Vera Past'], lyon, -2],
    ['100% Pure_Gold', ['שירה כהן', '🎺 Brass'], luebeck, 9],
  ] as const) {
    const event = await organizer.event({ name, performers: [...performers] });
    await organizer.show(event, venue, { startsAt: organizer.inDays(days) });
  }
});

const suggest = async (text: string, first = 8) =>
  (await testApp.ask(SUGGEST, { text, first })).suggest.map(({ text, kind }) => `${kind} ${text}`);

it.each<[string, string[]]>([
  ['nut', ['EVENT Nuts and Bolts', 'VENUE Nutshell', 'EVENT The Nutcracker']],
  ['nutc', ['EVENT The Nutcracker']],
  ['NUTKR', ['EVENT The Nutcracker']],
  ['nutrc', ['EVENT The Nutcracker']],
  ['mutcra', ['EVENT The Nutcracker']],
  ['nutcracke', ['EVENT The Nutcracker']],
  ['nutcacker', ['EVENT The Nutcracker']],
  ['nuttcracker', ['EVENT The Nutcracker']],
  ['nutzzcracker', []],
  ['nxt', []],
  ['verd', ['EVENT The Nutcracker', 'PERFORMER Compagnie Verdier']],
  ['compagnie v', ['PERFORMER Compagnie Verdier', 'EVENT The Nutcracker']],
  ['acdc', ['EVENT Nuts and Bolts', 'PERFORMER AC/DC']],
  ['lyo', ['CITY Lyon']],
  ['lubec', ['CITY Lübeck']],
  ['lubek', ['CITY Lübeck']],
  ['croix', ['VENUE Opéra de la Croix-Rousse']],
  ['vera', []],
  ['שירה', ['PERFORMER שירה כהן', 'EVENT 100% Pure_Gold']],
  ['100%', ['EVENT 100% Pure_Gold']],
  ['%', []],
  ['_', []],
  ["'", []],
  ['\\', []],
  ['🎺', ['EVENT 100% Pure_Gold', 'PERFORMER 🎺 Brass']],
  ['  ', []],
  ['', []],
  ['\u202e\u200b', []],
  [':* | a & !b', []],
])('%s suggests what begins so', async (text, expected) => {
  expect(await suggest(text)).toEqual(expected);
});

it('at most as many as wanted, and one statement', async () => {
  expect(await suggest('nut', 1)).toHaveLength(1);
  for (const first of [0, -1, 21]) {
    const { body } = await testApp.graphql(SUGGEST, { text: 'nut', first });
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});

it('ten thousand letters are refused, two hundred of one are not', async () => {
  const { body } = await testApp.graphql(SUGGEST, { text: 'a'.repeat(10_000) });
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(await suggest('a'.repeat(200))).toEqual([]);
  expect((await suggest('a '.repeat(100))).length).toBeLessThanOrEqual(8);
});
