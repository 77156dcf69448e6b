import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateVenueMap } from '../../../src/dev';
import { graphql } from '../../support/graphql';
import { createOrganization, type Member, oneOfEach } from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const MAPS = graphql('query ($id: ID!) { node(id: $id) { ... on Venue { seatMaps { version name seatCount url } } } }');
const AUDIT = graphql('query ($id: ID!) { organization(id: $id) { audit { nodes { action subject after } } } }');

interface Report {
  readonly map: { readonly version: string; readonly seatCount: number; readonly zones: readonly string[] } | null;
  readonly faults: readonly { readonly place: string; readonly message: string }[];
  readonly notes: readonly string[];
  readonly geometry?: { readonly seatCount: number } | null;
  readonly errors?: readonly { readonly message: string }[];
}

const CSV = `Section;Row;From;To;Zone
Parkett;1;1;12;A
Parkett;2;1;12;A
Balkon;1;1;8;B
`;

let organization: { id: string; owner: Member };
let venueId: string;
beforeEach(async () => {
  organization = await createOrganization(testApp);
  const venue = { name: 'Bühne', city: 'Graz', countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 40 };
  const input = { ...venue, organizationId: organization.id };
  venueId = (await testApp.ask(VENUE, { input }, organization.owner.token)).createVenue.venue.id;
});

async function send(body: string | Buffer, path = '', token: string | null = organization.owner.token) {
  const answer = await fetch(`${testApp.url}/venues/${venueId}/seat-maps${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'text/csv',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  return { status: answer.status, report: (await answer.json()) as Report };
}
const mapsOf = async (token = organization.owner.token) => {
  const { node } = await testApp.ask(MAPS, { id: venueId }, token);
  return node !== null && 'seatMaps' in node ? node.seatMaps : undefined;
};

it('a file is checked without a trace, then published once, and listed for members alone', async () => {
  const { status, report } = await send(CSV, '/check?name=Gro%C3%9Fer%20Saal');
  expect(status).toBe(200);
  expect(report).toMatchObject({
    map: { name: 'Großer Saal', seatCount: 32, sectionCount: 2, zones: ['A', 'B'] },
    ...{ format: 'csv', faults: [], faultCount: 0, geometry: { seatCount: 32, name: 'Großer Saal' } },
  });
  expect(report.notes[0]).toContain('no coordinates');
  expect(await mapsOf()).toEqual([]);
  expect((await fetch(`${testApp.url}/seat-maps/${report.map?.version}.json`)).status).toBe(404);
  const published = await send(CSV, '?name=Gro%C3%9Fer%20Saal');
  expect([published.status, published.report]).toMatchObject([201, { isNew: true, map: report.map }]);
  expect(await send(CSV, '?name=Gro%C3%9Fer%20Saal')).toMatchObject({ status: 200, report: { isNew: false } });
  const [map] = (await mapsOf()) ?? [];
  expect(map).toMatchObject({ version: report.map?.version, name: 'Großer Saal', seatCount: 32 });
  expect(await (await fetch(new URL(map?.url ?? '', testApp.url))).json()).toEqual(report.geometry);
  expect(await mapsOf(await testApp.token())).toBeNull();
  const nodes = (await testApp.ask(AUDIT, { id: organization.id }, organization.owner.token)).organization?.audit
    ?.nodes;
  expect(nodes?.filter(({ action }) => action === 'publishSeatMap')).toMatchObject([
    { subject: venueId, after: expect.stringContaining('"seatCount":32') },
  ]);
});

it('all faults are reported by line, and such a file is not published', async () => {
  const broken = `${CSV}Balkon;2;1;;B\nBalkon;1;5;5;B\n;3;1;2;B\n`;
  const checked = await send(broken, '/check');
  expect(checked.status).toBe(200);
  expect(checked.report).toMatchObject({ map: null, geometry: null });
  expect(checked.report.faults.map(({ place }) => place)).toEqual(
    expect.arrayContaining([expect.stringContaining('line 5'), expect.stringContaining('line 7')]),
  );
  expect(await send(broken)).toMatchObject({ status: 422, report: { faults: checked.report.faults } });
  expect(await mapsOf()).toEqual([]);
});

it('JSON, pretix and other encodings are read as the commands read them', async () => {
  const json = JSON.stringify(generateVenueMap('theatre', 3));
  expect((await send(json, '/check')).report).toMatchObject({ format: 'frontrow', map: { seatCount: 1350 } });
  const windows = Buffer.from(CSV.replace('Parkett', 'Rängé'), 'latin1');
  expect((await send(windows, '/check?encoding=windows-1252')).report.map).toMatchObject({ seatCount: 32 });
  const folder = join(__dirname, '../../fixtures/seating');
  expect((await send(readFileSync(join(folder, 'studio.json')), '/check')).report.map).not.toBeNull();
});

it('only owners and managers may send a map, whoever else asks and whatever they send', async () => {
  const members = await oneOfEach(testApp, organization);
  const stranger = await createOrganization(testApp);
  const callers: Record<string, string | null> = {
    ...Object.fromEntries([...members].map(([role, { token }]) => [role, token])),
    ...{ stranger: stranger.owner.token, buyer: await testApp.token(), ANONYMOUS: null },
    ...{ admin: await testApp.token({ roles: ['admin'] }), organizer: await testApp.token({ roles: ['organizer'] }) },
  };
  const seen: Record<string, unknown> = {};
  for (const [name, token] of Object.entries(callers)) {
    seen[name] = [(await send(CSV, '/check', token)).status, (await send(CSV, '', token)).status];
  }
  const refused = [403, 403];
  expect(seen).toEqual({
    ...{ OWNER: [200, 201], MANAGER: [200, 200], admin: [200, 200], BOX_OFFICE: refused, FIGURES: refused },
    ...{ SCANNER: refused, stranger: refused, buyer: refused, organizer: refused, ANONYMOUS: [401, 401] },
  });
});

it('what is no file, no venue or no option is refused', async () => {
  expect((await send('', '/check')).status).toBe(400);
  const { status, report } = await send(CSV, '/check?scale=-1&format=word&focalPoint=1');
  expect([status, report.errors?.[0]?.message]).toEqual([400, expect.stringMatching(/format.*scale.*focalPoint/)]);
  for (const hostile of ['\0\0\0', '{'.repeat(5000), '[]', '<html>', `${'x'.repeat(100_000)};y\n1;2`]) {
    expect(await send(hostile, '/check')).toMatchObject({ status: 200, report: { map: null } });
  }
  venueId = 'venue_x';
  expect((await send(CSV)).status).toBe(404);
});
