import { countStatements } from '../../support/count-statements';
import { Organizer } from '../../support/factories/organizer';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const catalogStatements = (work: () => Promise<unknown>) => countStatements(testApp, work, 'catalog_');
const organizer = new Organizer(testApp);

interface EventsAnswer {
  events: {
    nodes: { id: string; name: string }[];
    edges: { cursor: string; node: { name: string } }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}

const EVENTS = `query ($filter: EventFilter, $first: Int = 20, $after: String) {
  events(filter: $filter, first: $first, after: $after) {
    nodes { id name }
    edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const list = async (filter?: Record<string, unknown>, first = 20, after?: string) =>
  (await testApp.ask<EventsAnswer>(EVENTS, { filter, first, after })).events;
const names = async (filter?: Record<string, unknown>) => (await list(filter)).nodes.map(({ name }) => name);

const venues: Record<string, string> = {};

beforeAll(async () => {
  venues.opera = await organizer.venue({ name: 'Opéra de la Croix-Rousse', city: 'Lyon' });
  venues.halle = await organizer.venue({ name: 'Große Flussmühle', city: 'Köln', timeZone: 'Europe/Berlin' });
  venues.arena = await organizer.venue({ name: 'Harbour Arena', city: 'Kraków', timeZone: 'Europe/Warsaw' });
  const add = async (name: string, category: string, performers: string[], shows: [string, number][]) => {
    const event = await organizer.event({ name, category, performers });
    for (const [venue, days] of shows) {
      await organizer.show(event, venues[venue] ?? '', { startsAt: organizer.inDays(days) });
    }
    return event;
  };
  await add(
    'The Nutcracker',
    'Ballet',
    ['Compagnie Verdier'],
    [
      ['opera', 30],
      ['opera', 31],
      ['halle', 50],
    ],
  );
  await add('Beethoven by Candlelight', 'Classical', ['Sinfonietta Łódź', 'Marit Åsheim'], [['halle', 12]]);
  await add(
    'Rock am Speicher',
    'Concert',
    ['The Paper Lanterns', 'Iron Heron'],
    [
      ['arena', 20],
      ['halle', 5],
    ],
  );
  await add(
    'Shakespeare in an Hour',
    'Theatre',
    ['Compagnie Verdier'],
    [
      ['opera', -3],
      ['opera', 8],
    ],
  );
  await add('Yesterday Only', 'Concert', ['Iron Heron'], [['arena', -1]]);
  await add('Without a Date', 'Concert', ['Iron Heron'], []);
});

it('events come by the start of their next show; what is over or has no date does not', async () => {
  expect(await names()).toEqual([
    'Rock am Speicher',
    'Shakespeare in an Hour',
    'Beethoven by Candlelight',
    'The Nutcracker',
  ]);
});

it.each<[string, Record<string, unknown>, string[]]>([
  ['a word of the name', { text: 'nutcracker' }, ['The Nutcracker']],
  ['the beginning of a word', { text: 'beeth' }, ['Beethoven by Candlelight']],
  ['a performer', { text: 'verdier' }, ['Shakespeare in an Hour', 'The Nutcracker']],
  [
    'the venue of any of its shows',
    { text: 'flussmuhle' },
    ['Rock am Speicher', 'Beethoven by Candlelight', 'The Nutcracker'],
  ],
  ['words of the event and of the venue together', { text: 'rock harbour' }, ['Rock am Speicher']],
  ['letters without their accents', { text: 'lodz asheim' }, ['Beethoven by Candlelight']],
  ['capitals and stray marks', { text: '  ROCK, am…  ' }, ['Rock am Speicher']],
  ['a small word that the name has not', { text: 'the beethoven' }, ['Beethoven by Candlelight']],
  ['a small word alone', { text: 'am' }, ['Rock am Speicher']],
  ['a missing letter', { text: 'nutcraker' }, ['The Nutcracker']],
  ['a doubled letter', { text: 'beetthoven' }, ['Beethoven by Candlelight']],
  ['a wrong letter', { text: 'beedhoven' }, ['Beethoven by Candlelight']],
  ['three wrong letters of a long name', { text: 'shakspeer' }, ['Shakespeare in an Hour']],
  ['letters that changed places in a short word', { text: 'rcok' }, ['Rock am Speicher']],
  ['two misspelled words', { text: 'bethoven candelight' }, ['Beethoven by Candlelight']],
  ['one good and one misspelled word', { text: 'verdier nutcraker' }, ['The Nutcracker']],
  ['a word that nothing is near', { text: 'xylotheque' }, []],
  ['a good word beside one that nothing is near', { text: 'rock xylotheque' }, []],
  ['words of two different events', { text: 'rock nutcracker' }, []],
])('text finds %s', async (_what, filter, expected) => {
  expect(await names(filter)).toEqual(expected);
});

it.each<[string, Record<string, unknown>, string[]]>([
  [
    'city, whatever its accents and capitals',
    { city: 'koln' },
    ['Rock am Speicher', 'Beethoven by Candlelight', 'The Nutcracker'],
  ],
  ['city, in order of the shows there', { city: 'Kraków' }, ['Rock am Speicher']],
  ['category', { category: 'BALLET' }, ['The Nutcracker']],
  ['performer by a part of the name', { performer: 'verdier' }, ['Shakespeare in an Hour', 'The Nutcracker']],
  ['performer by the whole name', { performer: 'Sinfonietta Łódź' }, ['Beethoven by Candlelight']],
  ['performer, not mixed of two', { performer: 'Iron Lanterns' }, []],
  ['several at once', { city: 'Lyon', performer: 'Compagnie Verdier', text: 'nutkracker' }, ['The Nutcracker']],
  ['several that no event has together', { city: 'Kraków', category: 'Ballet' }, []],
  [
    'nothing where all is blank',
    { text: ' ', city: '', category: '' },
    ['Rock am Speicher', 'Shakespeare in an Hour', 'Beethoven by Candlelight', 'The Nutcracker'],
  ],
])('the filter takes %s', async (_what, filter, expected) => {
  expect(await names(filter)).toEqual(expected);
});

describe('names with marks', () => {
  const city = 'Reykjavík';
  const named = [
    'AC/DC',
    'R.E.M.',
    'P!nk',
    '!!!',
    'A$AP Rocky',
    'Blink-182',
    'Guns N’ Roses',
    "Destiny's Child",
    "\\ & 'Quote'",
  ];
  beforeAll(async () => {
    const venue = await organizer.venue({ name: 'O₂ Arena', city, timeZone: 'Atlantic/Reykjavik' });
    for (const [index, name] of named.entries()) {
      const event = await organizer.event({ name, performers: [`${name} Live`] });
      await organizer.show(event, venue, { startsAt: organizer.inDays(60 + index) });
    }
  });

  it.each([
    ['acdc', 'AC/DC'],
    ['ac/dc', 'AC/DC'],
    ['AC DC', 'AC/DC'],
    ['ac-dc', 'AC/DC'],
    ['a.c.d.c.', 'AC/DC'],
    ['REM', 'R.E.M.'],
    ['r.e.m', 'R.E.M.'],
    ['R.E.M.', 'R.E.M.'],
    ['pink', 'P!nk'],
    ['P!NK', 'P!nk'],
    ['pnk', 'P!nk'],
    ['pinc', 'P!nk'],
    ['!!!', '!!!'],
    ['asap rocky', 'A$AP Rocky'],
    ['a$ap', 'A$AP Rocky'],
    ['blink182', 'Blink-182'],
    ['blink 182', 'Blink-182'],
    ['guns n roses', 'Guns N’ Roses'],
    ["guns n' roses", 'Guns N’ Roses'],
    ['destinys child', "Destiny's Child"],
    ['destiny child', "Destiny's Child"],
    ['ＡＣ／ＤＣ', 'AC/DC'],
    ['pi\u200bnk', 'P!nk'],
    ["\\ 'quote'", "\\ & 'Quote'"],
  ])('%s finds %s and nothing else', async (text, expected) => {
    expect(await names({ text, city })).toEqual([expected]);
    expect(await names({ performer: text, city })).toEqual(text === 'pinc' ? [] : [expected]);
  });

  it.each(['o2 arena', 'O₂', 'O₂ Arena', 'o2 aréna'])('%s finds the venue O₂ Arena', async (text) => {
    expect(await names({ text })).toEqual(named);
  });

  it.each(['???', '%', '—', '🎺'])('%s finds nothing, because nothing is called so', async (text) => {
    expect(await names({ text })).toEqual([]);
  });

  it.each(['rock & pink', 'pink ???', '¿pink?', '- pink -'])('stray marks in %s are ignored', async (text) => {
    expect(await names({ text: text.replace('rock', 'p!nk'), city })).toEqual(['P!nk']);
  });

  it('a name that grows when it is normalized is stored and found', async () => {
    const name = '㌖'.repeat(200);
    await organizer.show(await organizer.event({ name }), await organizer.venue({ city: 'Kyōto' }));
    expect(await names({ city: 'kyoto' })).toEqual([name]);
  });
});

it('the filter takes a venue', async () => {
  expect(await names({ venueId: venues.opera })).toEqual(['Shakespeare in an Hour', 'The Nutcracker']);
});

it('a window of time keeps events with a show in it', async () => {
  expect(await names({ startsAfter: organizer.inDays(10), startsBefore: organizer.inDays(25) })).toEqual([
    'Beethoven by Candlelight',
    'Rock am Speicher',
  ]);
  expect(await names({ startsBefore: organizer.inDays(9) })).toEqual(['Rock am Speicher', 'Shakespeare in an Hour']);
});

it('what is over is found by asking for it', async () => {
  expect(await names({ startsAfter: organizer.inDays(-2), startsBefore: organizer.inDays(0) })).toEqual([
    'Yesterday Only',
  ]);
});

it('city and time must be of one and the same show', async () => {
  expect(await names({ city: 'Köln', startsAfter: organizer.inDays(15), startsBefore: organizer.inDays(40) })).toEqual(
    [],
  );
});

it('an event is found by its new name at once, and by its venue’s', async () => {
  const venue = await organizer.venue({ name: 'Zeughaus', city: 'Basel' });
  const event = await organizer.event({ name: 'Untitled', performers: ['Nobody Yet'] });
  await organizer.show(event, venue);
  await testApp.database.dataSource.query(`update event set name = 'Quicksilver' where name = 'Untitled'`);
  await testApp.database.dataSource.query(`update venue set name = 'Kaserne' where name = 'Zeughaus'`);
  await testApp.database.dataSource.query(`update performer set name = 'Orla Finnegan' where name = 'Nobody Yet'`);
  expect(await names({ text: 'quicksilver kaserne orla' })).toEqual(['Quicksilver']);
  expect(await names({ text: 'untitled' })).toEqual([]);
  expect(await names({ text: 'kwicksilver' })).toEqual(['Quicksilver']);
  await testApp.database.dataSource.query(`update venue set city = 'Genève' where name = 'Kaserne'`);
  expect(await names({ city: 'geneve' })).toEqual(['Quicksilver']);
  await testApp.database.dataSource.query(`update event set category = 'Magic' where name = 'Quicksilver'`);
  expect(await names({ category: 'magic' })).toEqual(['Quicksilver']);
  await testApp.database.dataSource.query(
    'delete from show using event where event.id = event_id and event.name = $1',
    ['Quicksilver'],
  );
});

it('every event is on one page, whatever the size of the pages', async () => {
  for (const first of [1, 2, 3]) {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await list(undefined, first, after);
      seen.push(...page.nodes.map(({ name }) => name));
      expect(page.edges.map(({ node }) => node.name)).toEqual(page.nodes.map(({ name }) => name));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== undefined);
      expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor);
      after = page.pageInfo.endCursor ?? undefined;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(await names());
  }
});

it('a page of null is one of the usual length', async () => {
  expect((await testApp.ask<EventsAnswer>(EVENTS, { first: null })).events.nodes).toHaveLength((await names()).length);
});

it('pages neither repeat nor skip while events come, go and begin', async () => {
  const venue = await organizer.venue({ name: 'Kornhaus', city: 'Bern' });
  const add = async (name: string, ...days: number[]) => {
    const event = await organizer.event({ name });
    for (const day of days) await organizer.show(event, venue, { startsAt: organizer.inDays(day) });
  };
  const city = { city: 'Bern' };
  for (let day = 1; day <= 9; day += 1) await add(`Day ${day}`, day, day + 100);
  const first = await list(city, 3);
  expect(first.nodes.map(({ name }) => name)).toEqual(['Day 1', 'Day 2', 'Day 3']);

  await add('Before the first page', 0.5);
  await add('Further on', 5.5);
  await testApp.database.dataSource.query(
    `delete from show using event where event.id = event_id and event.name in ('Day 2', 'Day 5')`,
  );
  // Day 1 begins meanwhile: its next show is far behind, and yet it does not come again.
  testApp.clock.advanceSeconds(1.5 * 86_400);
  const rest: string[] = [];
  let after = first.pageInfo.endCursor ?? undefined;
  while (after !== undefined) {
    const page = await list(city, 3, after);
    rest.push(...page.nodes.map(({ name }) => name));
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
  }
  testApp.clock.advanceSeconds(-1.5 * 86_400);
  expect(rest).toEqual(['Day 4', 'Further on', 'Day 6', 'Day 7', 'Day 8', 'Day 9']);
});

it('shows that start at the same instant are kept apart by their events', async () => {
  const venue = await organizer.venue({ city: 'Trieste' });
  const startsAt = organizer.inDays(3);
  for (const name of ['One', 'Two', 'Three']) {
    const event = await organizer.event({ name });
    await organizer.show(event, venue, { startsAt });
    await organizer.show(event, venue, { startsAt });
  }
  const first = await list({ city: 'Trieste' }, 2);
  const second = await list({ city: 'Trieste' }, 2, first.pageInfo.endCursor ?? undefined);
  const seen = [...first.nodes, ...second.nodes].map(({ name }) => name);
  expect(seen).toHaveLength(3);
  expect(new Set(seen)).toEqual(new Set(['One', 'Two', 'Three']));
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ['first of 0', { first: 0 }, /"first" must be from 1 to 100/],
  ['first of 101', { first: 101 }, /"first" must be from 1 to 100/],
  ['a made-up cursor', { after: 'yesterday' }, /not a cursor of this list/],
  ['a cursor with another key', { after: Buffer.from('[1,2,"x"]').toString('base64url') }, /not a cursor of this list/],
  ['the id of something else as a venue', { filter: { venueId: 'show_1' } }, /"venueId" is not the id of a venue/],
  ['a text beyond the longest', { filter: { text: 'a'.repeat(201) } }, /"text" may have 200 letters; it has 201/],
  ['a city beyond the longest', { filter: { city: 'a'.repeat(201) } }, /"city" may have 200 letters; it has 201/],
])('%s is BAD_USER_INPUT with a sentence', async (_what, variables, message) => {
  const { body } = await testApp.graphql(EVENTS, variables);
  expect(body.errors?.[0]).toMatchObject({
    message: expect.stringMatching(message),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

it.each([`'; drop table event; --`, `"':*&|!()<->\\`, '😀 🎺', '\\', 'a:b', '%', `x'y`, 'ÅSHEIM'])(
  'a search for %s is only a search',
  async (text) => {
    const { body } = await testApp.graphql(EVENTS, { filter: { text, performer: text, city: text, category: text } });
    expect(body.errors).toBeUndefined();
    const again = await testApp.graphql(EVENTS, { filter: { text } });
    expect(again.body.errors).toBeUndefined();
  },
);

describe('the events page', () => {
  const PAGE = `query ($first: Int!, $filter: EventFilter, $now: DateTime) {
    events(first: $first, filter: $filter) {
      nodes {
        name category performers
        shows(first: 5, startsAfter: $now) {
          nodes { startsAt status availableCount priceMin { amountMinor currency } priceMax { amountMinor } venue { name city } event { name } }
          pageInfo { hasNextPage }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`;

  it('takes the same statements for one event as for twenty', async () => {
    const venue = await organizer.venue({ name: 'Stadthalle', city: 'Graz' });
    for (let event = 0; event < 20; event += 1) {
      const id = await organizer.event({ name: `Graz ${event}`, performers: [`Graz Band ${event}`] });
      await organizer.show(id, venue, { startsAt: organizer.inDays(1 + event) });
      await organizer.show(id, venue, { startsAt: organizer.inDays(40 + event) });
    }
    const filter = { city: 'Graz', text: 'grazz' };
    const now = testApp.clock.now();
    const one = await catalogStatements(() => testApp.ask(PAGE, { first: 1, filter, now }));
    const many = await catalogStatements(async () => {
      const { events } = await testApp.ask<{ events: { nodes: { shows: { nodes: unknown[] } }[] } }>(PAGE, {
        first: 20,
        filter,
        now,
      });
      expect(events.nodes).toHaveLength(20);
      expect(events.nodes.every(({ shows }) => shows.nodes.length === 2)).toBe(true);
    });
    expect(many).toEqual(one);
    expect(many).toEqual([
      'catalog_correct_search_spelling',
      expect.stringMatching(/^catalog_list_events_words_date_/),
      'catalog_list_shows_of_events',
      'catalog_read_price_tiers',
      'catalog_read_venues',
    ]);
  });

  it('a page that asks for more than its price is refused before it costs anything', async () => {
    const ran = await catalogStatements(async () => {
      const { body } = await testApp.graphql(
        `{ events(first: 100) { nodes { shows(first: 100) { nodes { id startsAt status venue { id name city } } } } } }`,
      );
      expect(body.errors?.[0]?.message).toMatch(/costs/);
    });
    expect(ran).toEqual([]);
  });
});
