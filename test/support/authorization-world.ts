import { decodeId, newId, shortenUuid } from '../../src/platform';
import { makeShow } from './factories/shows';
import { graphql } from './graphql';
import { holdFree } from './holds';
import { addMember, createOrganization, invite, type Member, oneOfEach } from './organizations';
import { buy } from './purchases';
import { refundShow } from './show-refunds';
import type { TestApp } from './test-app';
import { ticketsOf } from './tickets';

/** Everybody who may ask. `theBuyer` has the order, the hold and the ticket; `buyer` is another one. */
export const callers = [
  ...['ANONYMOUS', 'buyer', 'theBuyer', 'device', 'stranger', 'organizer'],
  ...['SCANNER', 'FIGURES', 'BOX_OFFICE', 'MANAGER', 'OWNER', 'admin'],
] as const;
export type CallerName =
  | 'ANONYMOUS'
  | 'buyer'
  | 'theBuyer'
  | 'device'
  | 'stranger'
  | 'organizer'
  | 'SCANNER'
  | 'FIGURES'
  | 'BOX_OFFICE'
  | 'MANAGER'
  | 'OWNER'
  | 'admin';

export interface People {
  readonly organization: { readonly id: string; readonly owner: Member };
  readonly tokens: ReadonlyMap<string, string>;
  /** UUIDs of the members of each role. */
  readonly memberIds: readonly string[];
}

/** Ids of the API, of things that belong to the organization or to `theBuyer`. */
export type World = Readonly<Record<string, string>>;

/** The organization with a member of each role, and those outside of it. */
export async function makePeople(testApp: TestApp): Promise<People> {
  const organization = await createOrganization(testApp);
  const members = await oneOfEach(testApp, organization);
  const stranger = await createOrganization(testApp);
  const tokens = new Map<string, string>([...members].map(([role, { token }]) => [role, token]));
  tokens.set('stranger', stranger.owner.token);
  tokens.set('organizer', await testApp.token({ roles: ['organizer'] }));
  tokens.set('buyer', await testApp.token());
  tokens.set('theBuyer', await testApp.token());
  tokens.set('device', await testApp.token({ roles: ['scanner'] }));
  tokens.set('admin', await testApp.token({ roles: ['admin'] }));
  return { organization, tokens, memberIds: [...members.values()].map(({ callerId }) => callerId) };
}

const ENDPOINT = graphql(`mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
  ... on CreateWebhookEndpointPayload { endpoint { id } } } }`);
const PAIRING = graphql('mutation ($input: CreateDoorPairingInput!) { createDoorPairing(input: $input) { code } }');
const PAIR = graphql(`mutation ($input: PairDoorDeviceInput!) { pairDoorDevice(input: $input) {
  ... on PairDoorDevicePayload { device { id } } } }`);
const CREATE_EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const CREATE_VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const CREATE_DRAFT = graphql(
  'mutation ($input: CreateShowDraftInput!) { createShowDraft(input: $input) { draft { id } } }',
);
const PRICES = graphql(
  'mutation ($input: SchedulePriceChangeInput!) { schedulePriceChange(input: $input) { priceChanges { changeId } } }',
);
const CANCEL = graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { id } } }');

/** A show of the organization, with an order, a hold and all else that mutations name. */
export async function makeWorld(testApp: TestApp, people: People): Promise<World> {
  const { organization, tokens } = people;
  await forgetEarlierWorlds(testApp, people);
  const { id: organizationId, owner } = organization;
  const organizerId = decodeId('organization', organizationId);
  const buyer = tokens.get('theBuyer') ?? '';
  const show = await makeShow(testApp, { organizerId, exchangeRule: 'ANY', seatsPerBuyerMax: 20 });
  const order = await buy(testApp, show, [0, 1], buyer);
  const [ticket] = await ticketsOf(testApp, order.id, buyer);
  const hold = await holdFree(testApp, show, [10, 11], buyer);
  const extra = await addMember(testApp, organization, 'SCANNER');
  const invited = await invite(testApp, { organizationId, role: 'FIGURES' }, owner.token);
  if (invited.__typename !== 'InviteMemberPayload') throw new Error(invited.__typename);
  const input = { url: `http://127.0.0.1:9/${newId()}`, organizationId, signing: 'HMAC_SHA256' as const };
  const { createWebhookEndpoint: made } = await testApp.ask(ENDPOINT, { input }, owner.token);
  if (!('endpoint' in made) || made.endpoint === undefined) throw new Error('There is no endpoint');
  const pairing = { showId: show.id, gateId: 'North' };
  const { code } = (await testApp.ask(PAIRING, { input: pairing }, owner.token)).createDoorPairing;
  const paired = await testApp.ask(PAIR, { input: { code, deviceName: 'Phone' } });
  const event = { name: 'Der Sturm', category: 'Theater', organizationId };
  const venue = {
    name: 'Bühne',
    city: 'Graz',
    countryCode: 'AT',
    timeZone: 'Europe/Vienna',
    capacity: 200,
    organizationId,
  };
  const eventId = (await testApp.ask(CREATE_EVENT, { input: event }, owner.token)).createEvent.event.id;
  const venueId = (await testApp.ask(CREATE_VENUE, { input: venue }, owner.token)).createVenue.venue.id;
  const { draft } = (await testApp.ask(CREATE_DRAFT, { input: { eventId, venueId } }, owner.token)).createShowDraft;
  const [tier] = (await testApp.app.modules.catalog.saleTermsOf(show.showId))?.tiers.keys() ?? [];
  const at = new Date(testApp.clock.now().getTime() + 86_400_000).toISOString();
  const prices = [{ zone: tier ?? '', amountMinor: 2000 }];
  const scheduled = await testApp.ask(PRICES, { input: { showId: show.id, at, prices } }, owner.token);
  return {
    ...{ eventId, venueId, draftId: draft.id, zone: tier ?? '' },
    changeId: scheduled.schedulePriceChange.priceChanges[0]?.changeId ?? '',
    ...{ organizationId, showId: show.id, orderId: order.id, holdId: hold.id, ticketId: ticket?.id ?? '' },
    ...{ memberId: extra.memberId, invitationId: invited.invitation.id, endpointId: made.endpoint.id },
    deviceId: 'device' in paired.pairDoorDevice ? (paired.pairDoorDevice.device?.id ?? '') : '',
    ...{ freeSeatId: show.seat(20), viewerId: `viewer_${shortenUuid(newId())}` },
    ticketCode: ticket?.code ?? '',
    seatMapVersion: (await testApp.app.modules.catalog.saleTermsOf(show.showId))?.seatMapVersion ?? '',
  };
}

/** An organization has only so many members, invitations and endpoints. */
async function forgetEarlierWorlds({ database: { dataSource } }: TestApp, { memberIds }: People): Promise<void> {
  await dataSource.query('delete from organization_member where role = $1 and not member_id = any($2::uuid[])', [
    'SCANNER',
    memberIds,
  ]);
  await dataSource.query(
    'update organization_invitation set revoked_at = clock_timestamp() where accepted_at is null and revoked_at is null',
  );
  await dataSource.query('update webhook_endpoint set deleted_at = clock_timestamp() where deleted_at is null');
}

/** A cancelled show of the organization, and the run that refunds it. */
export async function addRun(testApp: TestApp, people: People): Promise<World> {
  const world = await makeWorld(testApp, people);
  const { token } = people.organization.owner;
  await testApp.ask(CANCEL, { input: { showId: world.showId ?? '' } }, token);
  const quoted = await testApp.ask<{ refundShowQuote: { id: string } }>(
    'mutation ($id: ID!) { refundShowQuote(input: { showId: $id }) { ... on ShowRefundQuote { id } } }',
    { id: world.showId },
    token,
  );
  await refundShow(testApp, quoted.refundShowQuote.id, token);
  return { ...world, runId: quoted.refundShowQuote.id, quoteId: quoted.refundShowQuote.id };
}
