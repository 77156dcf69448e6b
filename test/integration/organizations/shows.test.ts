import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { addMember, createOrganization, oneOfEach } from '../../support/organizations';
import { ORGANIZER_ID } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const CREATE_EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const CREATE_VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const CREATE_SHOW = graphql('mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }');
const UPDATE_SHOW = graphql('mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { id } } }');
const REMOVE = graphql('mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { __typename } }');
const FIGURES = graphql('query ($id: ID!) { show(id: $id) { salesFigures { placeCount } waitingRoom { active } } }');
const DEVICES = graphql('query ($id: ID!) { doorDevices(showId: $id) { id } }');
const MAY = graphql(`query ($id: ID!, $organizationId: ID!) {
  show(id: $id) { viewerPermissions } organization(id: $organizationId) { viewerPermissions } }`);
const AUDIT = graphql('query ($id: ID!) { organization(id: $id) { audit { nodes { action before after showId } } } }');

const event = { name: 'Der Sturm', category: 'Theater' };
const venue = { name: 'Kleine Bühne', city: 'Graz', countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 200 };

async function showOf(organizationId: string, token: string): Promise<string> {
  const made = await testApp.ask(CREATE_EVENT, { input: { ...event, organizationId } }, token);
  const place = await testApp.ask(CREATE_VENUE, { input: { ...venue, organizationId } }, token);
  const startsAt = new Date(testApp.clock.now().getTime() + 10 * 86_400_000).toISOString();
  const input = {
    ...{ eventId: made.createEvent.event.id, venueId: place.createVenue.venue.id, startsAt, currency: 'EUR' },
    ...{ salesOpenAt: new Date(testApp.clock.now().getTime() - 1000).toISOString() },
    priceTiers: [{ zone: 'A', name: 'Full', amountMinor: 3000 }],
  };
  return (await testApp.ask(CREATE_SHOW, { input }, token)).createShow.show.id;
}

type Asked = Promise<{ body: { errors?: readonly { extensions?: { code?: unknown } }[] } }>;
const codeOf = async (asked: Asked) => (await asked).body.errors?.[0]?.extensions?.code ?? null;

it('a manager creates what the organization runs, and each role may do what it allows', async () => {
  const organization = await createOrganization(testApp);
  const members = await oneOfEach(testApp, organization);
  const id = await showOf(organization.id, members.get('MANAGER')?.token ?? '');
  const seen: Record<string, unknown> = {};
  for (const [role, { token }] of members) {
    const { show } = await testApp.ask(FIGURES, { id }, token);
    seen[role] = {
      figures: show?.salesFigures != null,
      scan: await codeOf(testApp.graphql(DEVICES, { id }, token)),
      manage: await codeOf(testApp.graphql(UPDATE_SHOW, { input: { showId: id, salesPaused: true } }, token)),
      create: await codeOf(
        testApp.graphql(CREATE_EVENT, { input: { ...event, organizationId: organization.id } }, token),
      ),
    };
  }
  const [may, mayNot] = [null, 'FORBIDDEN'];
  expect(seen).toEqual({
    OWNER: { figures: true, scan: may, manage: may, create: may },
    MANAGER: { figures: true, scan: may, manage: may, create: may },
    BOX_OFFICE: { figures: true, scan: mayNot, manage: mayNot, create: mayNot },
    FIGURES: { figures: true, scan: mayNot, manage: mayNot, create: mayNot },
    SCANNER: { figures: false, scan: may, manage: mayNot, create: mayNot },
  });
});

it('the show and the organization say what the caller may do', async () => {
  const organization = await createOrganization(testApp);
  const members = await oneOfEach(testApp, organization);
  const id = await showOf(organization.id, organization.owner.token);
  const tokens = new Map<string, string | undefined>([...members].map(([role, { token }]) => [role, token]));
  tokens.set('nobody', undefined);
  tokens.set('buyer', await testApp.token());
  tokens.set('stranger', (await createOrganization(testApp)).owner.token);
  tokens.set('admin', await testApp.token({ roles: ['admin'] }));
  const seen: Record<string, unknown> = {};
  for (const [name, token] of tokens) {
    const { show, organization: found } = await testApp.ask(MAY, { id, organizationId: organization.id }, token);
    seen[name] = [show?.viewerPermissions.join(' '), found?.viewerPermissions.join(' ') ?? null];
  }
  const all = 'MANAGE SELL FIGURES SCAN';
  expect(seen).toEqual({
    OWNER: [all, `${all} CHANGE_MEMBERS`],
    MANAGER: [all, all],
    BOX_OFFICE: ['SELL FIGURES', 'SELL FIGURES'],
    FIGURES: ['FIGURES', 'FIGURES'],
    SCANNER: ['SCAN', 'SCAN'],
    ...{ nobody: ['', null], buyer: ['', null], stranger: ['', null] },
    admin: [all, `${all} CHANGE_MEMBERS`],
  });
  // Whoever runs a show alone.
  const token = await testApp.token({ roles: ['organizer'], id: ORGANIZER_ID });
  const own = await makeShow(testApp, { organizerId: ORGANIZER_ID });
  const { show } = await testApp.ask(MAY, { id: own.id, organizationId: organization.id }, token);
  expect(show?.viewerPermissions.join(' ')).toBe(all);
});

it('the members of another organization, and whoever created it for this one and left, have no right', async () => {
  const organization = await createOrganization(testApp);
  const creator = await addMember(testApp, organization, 'OWNER');
  const id = await showOf(organization.id, creator.token);
  const stranger = await createOrganization(testApp);
  const input = { showId: id, holdSeconds: 60 };
  expect(await codeOf(testApp.graphql(UPDATE_SHOW, { input }, stranger.owner.token))).toBe('FORBIDDEN');
  expect(await codeOf(testApp.graphql(UPDATE_SHOW, { input }, creator.token))).toBeNull();
  const other = await testApp.openAnother();
  const ask = () =>
    fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${creator.token}` },
      body: JSON.stringify({
        query: '{ show(id: $id) { salesFigures { placeCount } } }'.replace('$id', JSON.stringify(id)),
      }),
    }).then((answer) => answer.json());
  expect(await ask()).toMatchObject({ data: { show: { salesFigures: { placeCount: 0 } } } });
  await testApp.ask(REMOVE, { input: { memberId: creator.memberId } }, organization.owner.token);
  // At once, on every process.
  expect(await ask()).toMatchObject({ data: { show: { salesFigures: null } } });
  expect(await codeOf(testApp.graphql(UPDATE_SHOW, { input }, creator.token))).toBe('FORBIDDEN');
});

it('a member may create nothing of their own, nor for an organization of others', async () => {
  const organization = await createOrganization(testApp);
  const manager = await addMember(testApp, organization, 'MANAGER');
  const stranger = await createOrganization(testApp);
  expect(await codeOf(testApp.graphql(CREATE_EVENT, { input: event }, manager.token))).toBe('FORBIDDEN');
  for (const organizationId of [stranger.id, 'organization_x']) {
    const asked = testApp.graphql(CREATE_EVENT, { input: { ...event, organizationId } }, manager.token);
    expect(await codeOf(asked)).toBe('BAD_USER_INPUT');
  }
});

it('what is changed of a show is audited with its fields, once for each change', async () => {
  const organization = await createOrganization(testApp);
  const { token } = organization.owner;
  const id = await showOf(organization.id, token);
  const update = (input: {
    holdSeconds?: number;
    priceTiers?: { zone: string; name: string; amountMinor: number }[];
  }) => testApp.ask(UPDATE_SHOW, { input: { showId: id, ...input } }, token);
  await update({ holdSeconds: 300 });
  await update({ holdSeconds: 300 });
  await update({ priceTiers: [{ zone: 'B', name: 'Half', amountMinor: 1500 }] });
  const nodes = (await testApp.ask(AUDIT, { id: organization.id }, token)).organization?.audit?.nodes ?? [];
  const ofShow = nodes
    .filter(({ showId }) => showId === id)
    .map(({ action, before, after }) => [action, before, after]);
  expect(ofShow).toEqual([
    ['updateShow', '{"priceTiers":null}', '{"priceTiers":[{"name":"Half","zone":"B","amountMinor":1500}]}'],
    ['updateShow', '{"holdSeconds":600}', '{"holdSeconds":300}'],
    ['createShow', null, expect.stringContaining('"holdSeconds":600')],
  ]);
  expect(nodes.map(({ action }) => action)).toEqual(expect.arrayContaining(['createEvent', 'createVenue']));
});
