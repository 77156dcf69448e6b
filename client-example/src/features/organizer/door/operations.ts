import { graphql, type ResultOf } from '../../../api/graphql';

export const admissionQuery = graphql(`
  query AdmissionOfShow($showId: ID!) {
    admission(showId: $showId) {
      asOf
      ticketCount
      admittedCount
      insideCount
      revokedCount
      refusedScanCount
      bySection {
        name
        ticketCount
        admittedCount
        insideCount
      }
      byTime {
        from
        inCount
        outCount
        refusedCount
      }
      byGate {
        gateId
        inCount
        outCount
        refusedCount
      }
    }
    doorAlarms(showId: $showId) {
      id
      kind
      message
      raisedAt
    }
    doorConflicts(showId: $showId) {
      id
      reason
      holderName
      foundAt
      seat {
        label
      }
    }
  }
`);

/** Says that something has happened at a door. */
export const doorNewsSubscription = graphql(`
  subscription DoorNews($showId: ID!) {
    doorChanged(showId: $showId) {
      revision
    }
  }
`);

export const devicesQuery = graphql(`
  query DevicesOfShow($showId: ID!) {
    doorDevices(showId: $showId) {
      id
      name
      gateId
      pairedAt
      unpairedAt
    }
  }
`);

export const createPairingMutation = graphql(`
  mutation CreatePairing($showId: ID!, $gateId: String!) {
    createDoorPairing(input: { showId: $showId, gateId: $gateId }) {
      code
      expiresAt
    }
  }
`);

export const unpairMutation = graphql(`
  mutation Unpair($deviceId: ID!) {
    unpairDoorDevice(input: { deviceId: $deviceId }) {
      id
    }
  }
`);

export const scansQuery = graphql(`
  query ScansOfShow($showId: ID!, $refusedOnly: Boolean, $after: String) {
    doorScans(showId: $showId, refusedOnly: $refusedOnly, first: 30, after: $after) {
      nodes {
        id
        scannedAt
        gateId
        deviceName
        direction
        result
        isLetThrough
        isOffline
        seatLabel
        holderName
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const revokedTicketsQuery = graphql(`
  query RevokedTicketsOfShow($showId: ID!, $after: String) {
    revokedTickets(showId: $showId, first: 30, after: $after) {
      nodes {
        ticketId
        seatLabel
        holderName
        endedAt
        reason
        wasInside
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type DoorOfShow = ResultOf<typeof admissionQuery>;
export type Pairing = ResultOf<typeof createPairingMutation>['createDoorPairing'];
export type Device = ResultOf<typeof devicesQuery>['doorDevices'][number];
export type Scan = ResultOf<typeof scansQuery>['doorScans']['nodes'][number];
export type Revoked = ResultOf<typeof revokedTicketsQuery>['revokedTickets']['nodes'][number];
