import { type Api, openApi } from '../../api/api';
import type { ResultOf } from '../../api/graphql';
import { type Device, sessionOf } from './device';
import type { Answer, TicketFacts } from './gate/answer';
import type { GateServer } from './gate/gate-server';
import {
  doorBundleQuery,
  doorChangedSubscription,
  doorConflictsQuery,
  doorTicketsQuery,
  pairDeviceMutation,
  type ScanAnswer,
  type ScannedTicket,
  scanTicketMutation,
  scanTicketsMutation,
} from './operations';

export type FoundTicket = ResultOf<typeof doorTicketsQuery>['doorTickets'][number];
export type SearchTickets = (name: string) => Promise<readonly FoundTicket[]>;

/** Exchanges a pairing code for a device; null where the code is not valid. */
export async function pairDevice(code: string, deviceName: string): Promise<Device | null> {
  const api = openApi({ session: sessionOf(null) });
  const { pairDoorDevice: paired } = await api.ask(pairDeviceMutation, { input: { code, deviceName } });
  if (paired.__typename !== 'PairDoorDevicePayload') return null;
  const { token, device } = paired;
  return { id: device.id, token, gateId: device.gateId, showId: device.show.id };
}

/** The service for a gate, by the operations of the API. */
export function doorServer(api: Api, showId: string): GateServer {
  return {
    async scan(scan) {
      return answerOf((await api.ask(scanTicketMutation, { input: { ...scan, offline: false } })).scanTicket);
    },
    async sync(queued) {
      const scans = queued.map(({ showId: _, ...scan }) => scan);
      return (await api.ask(scanTicketsMutation, { input: { showId, scans } })).scanTickets.map(answerOf);
    },
    readBundle: async () => (await api.ask(doorBundleQuery, { showId })).doorBundle,
    readConflicts: async () => (await api.ask(doorConflictsQuery, { showId })).doorConflicts,
    follow: (after, { next, error, complete }) =>
      api.follow(doorChangedSubscription, () => ({ showId, after: after() }), {
        next: ({ doorChanged }) => next(doorChanged),
        ...{ error, complete },
      }),
  };
}

export function searchTickets(api: Api, showId: string): SearchTickets {
  return async (name) => (await api.ask(doorTicketsQuery, { showId, name })).doorTickets;
}

function answerOf(result: ScanAnswer): Answer {
  switch (result.__typename) {
    case 'ScanAccepted':
      return { kind: 'accepted', ticket: factsOf(result.ticket) };
    case 'AlreadyScanned': {
      const { ticket, scannedAt, gateId } = result;
      return { kind: 'alreadyScanned', ticket: factsOf(ticket), scannedAt, gateId };
    }
    case 'TicketRevoked': {
      const { revokedTicket, message } = result;
      return { kind: 'revoked', ticket: revokedTicket && factsOf(revokedTicket), message };
    }
    case 'TooEarly':
      return { kind: 'tooEarly', ticket: factsOf(result.ticket), doorsAt: result.doorsAt };
    case 'NotInside':
      return { kind: 'notInside', ticket: factsOf(result.ticket) };
    case 'WrongShow':
      return { kind: 'wrongShow', ticket: null, showName: result.show?.event.name ?? null };
    case 'NotATicket':
      return { kind: 'notATicket', ticket: null };
  }
}

const factsOf = ({ seat, holderName, entrance, needs }: ScannedTicket): TicketFacts => ({
  ...{ seat: seat.label, description: seat.description, holderName, entrance, needs },
});
