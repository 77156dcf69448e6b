import { randomUUID } from 'node:crypto';
import type { MadeShow } from './factories/shows';
import { graphql, type ResultOf, type VariablesOf } from './graphql';
import type { Api } from './graphql-client';
import { organizerToken } from './show-changes';
import type { TestApp } from './test-app';

const ticketFields = graphql(`fragment TicketFields on Ticket {
  id status holderName code generation endReason seat { id index label } entrance needs
  lineage { orderId holdId queueNumber admittedUntil }
}`);

const OF_ORDER = graphql('query ($id: ID!) { order(id: $id) { tickets { ...TicketFields } } }', [ticketFields]);
const ONE = graphql('query ($id: ID!) { ticket(id: $id) { ...TicketFields } }', [ticketFields]);
const REISSUE = graphql(
  `mutation ($input: ReissueTicketInput!) { reissueTicket(input: $input) {
    __typename ... on Problem { message } ... on ReissueTicketPayload { ticket { ...TicketFields } } } }`,
  [ticketFields],
);
const SCAN = graphql(`mutation ($input: ScanTicketInput!) { scanTicket(input: $input) {
  __typename
  ... on Problem { message }
  ... on ScanAccepted { serverTime ticket { id status holderName code seat { label } entrance } }
  ... on AlreadyScanned { scannedAt gateId ticket { id status } }
  ... on TicketRevoked { ticket { id status } }
  ... on WrongShow { show { id } seat { label entrance } }
  ... on TooEarly { doorsAt }
} }`);
const SCANS = graphql(`mutation ($input: ScanTicketsInput!) { scanTickets(input: $input) {
  __typename ... on Problem { message } ... on AlreadyScanned { gateId scannedAt } } }`);
const PAIRING = graphql(
  'mutation ($input: CreateDoorPairingInput!) { createDoorPairing(input: $input) { code expiresAt } }',
);
const PAIR = graphql(`mutation ($input: PairDoorDeviceInput!) { pairDoorDevice(input: $input) {
  __typename ... on Problem { message } ... on PairDoorDevicePayload { token device { id gateId show { id } } } } }`);
const UNPAIR = graphql('mutation ($input: UnpairDoorDeviceInput!) { unpairDoorDevice(input: $input) { unpairedAt } }');
const BUNDLE = graphql(`query ($showId: ID!, $after: DateTime) { doorBundle(showId: $showId, after: $after) {
  revision serverTime showCode keys { kid x } isCancelled revokedSeats revokedGenerations inside ticketCount insideCount seatNos } }`);

export type TicketView = NonNullable<ResultOf<typeof ONE>['ticket']>;
export type ScanAnswer = ResultOf<typeof SCAN>['scanTicket'];
export type DoorBundleView = ResultOf<typeof BUNDLE>['doorBundle'];

export async function ticketsOf(api: Api, orderId: string, token: string): Promise<TicketView[]> {
  return (await api.ask(OF_ORDER, { id: orderId }, token)).order?.tickets ?? [];
}

export const readTicket = async (api: Api, id: string, token: string): Promise<TicketView | null> =>
  (await api.ask(ONE, { id }, token)).ticket;

export async function reissue(api: Api, ticketId: string, token: string, holderName: string | null = null) {
  return (await api.ask(REISSUE, { input: { ticketId, holderName } }, token)).reissueTicket;
}

/** A gate: a paired device, or an organizer with a device of their own. */
export interface Gate {
  readonly show: MadeShow;
  readonly token: string;
  readonly gateId: string;
  readonly deviceId: string;
}

/** Pairs a device with a gate of a show of `ORGANIZER_ID`. */
export async function openGate(testApp: TestApp, show: MadeShow, gateId = 'North'): Promise<Gate> {
  const token = await organizerToken(testApp);
  const { code } = (await testApp.ask(PAIRING, { input: { showId: show.id, gateId } }, token)).createDoorPairing;
  const paired = await pair(testApp, code);
  if (paired.__typename !== 'PairDoorDevicePayload') throw new Error(JSON.stringify(paired));
  return { show, token: paired.token, gateId, deviceId: paired.device.id };
}

export async function pair(api: Api, code: string) {
  return (await api.ask(PAIR, { input: { code, deviceName: 'A telephone' } }, undefined)).pairDoorDevice;
}

export const unpair = async (testApp: TestApp, { deviceId }: Gate) =>
  testApp.ask(UNPAIR, { input: { deviceId } }, await organizerToken(testApp));

type ScanInput = VariablesOf<typeof SCAN>['input'];

const inputOf = (gate: Gate, code: string, scannedAt: Date, more: Partial<ScanInput>): ScanInput => ({
  ...{ showId: gate.show.id, code, gateId: gate.gateId, deviceId: gate.deviceId },
  ...{ nonce: randomUUID(), scannedAt: scannedAt.toISOString(), ...more },
});

/** Sends one scan, with whatever comes back. */
export const tryScan = (
  testApp: TestApp,
  gate: Gate,
  code: string,
  more: Partial<ScanInput> = {},
  api: Api = testApp,
) => api.graphql(SCAN, { input: inputOf(gate, code, testApp.clock.now(), more) }, gate.token);

export async function scan(
  testApp: TestApp,
  gate: Gate,
  code: string,
  more: Partial<ScanInput> = {},
  api: Api = testApp,
): Promise<ScanAnswer> {
  const input = inputOf(gate, code, testApp.clock.now(), more);
  return (await api.ask(SCAN, { input }, gate.token)).scanTicket;
}

/** A scan as a gate without network keeps it. */
export interface KeptScan {
  readonly code: string;
  readonly scannedAt: Date;
  readonly nonce?: string;
  readonly direction?: 'IN' | 'OUT';
}

export async function sendScans(testApp: TestApp, gate: Gate, kept: readonly KeptScan[]) {
  const { gateId, deviceId } = gate;
  const scans = kept.map(({ scannedAt, nonce = randomUUID(), direction = 'IN', code }) => ({
    ...{ code, gateId, deviceId, nonce, direction, scannedAt: scannedAt.toISOString() },
  }));
  return (await testApp.ask(SCANS, { input: { showId: gate.show.id, scans } }, gate.token)).scanTickets;
}

export const readBundle = async (testApp: TestApp, gate: Gate, after: string | null = null): Promise<DoorBundleView> =>
  (await testApp.ask(BUNDLE, { showId: gate.show.id, after }, gate.token)).doorBundle;

/** Whether a bundle says that the visitor of a seat is inside. */
export const isInside = ({ inside }: DoorBundleView, seatNo: number): boolean =>
  (((Buffer.from(inside, 'base64')[seatNo >> 3] ?? 0) >> (seatNo & 7)) & 1) === 1;
