import { graphql, type ResultOf } from '../../api/graphql';

export const pairDeviceMutation = graphql(`
  mutation PairDoorDevice($input: PairDoorDeviceInput!) {
    pairDoorDevice(input: $input) {
      __typename
      ... on PairDoorDevicePayload {
        token
        device { id gateId show { id } }
      }
    }
  }
`);

const scannedTicketFields = graphql(`
  fragment ScannedTicketFields on Ticket {
    seat { label description }
    holderName
    entrance
    needs
  }
`);
export type ScannedTicket = ResultOf<typeof scannedTicketFields>;

const answerFields = graphql(
  `
    fragment ScanAnswerFields on ScanTicketResult {
      __typename
      ... on ScanAccepted { ticket { ...ScannedTicketFields } }
      ... on AlreadyScanned { ticket { ...ScannedTicketFields } scannedAt gateId }
      ... on TicketRevoked { message revokedTicket: ticket { ...ScannedTicketFields } }
      ... on TooEarly { ticket { ...ScannedTicketFields } doorsAt }
      ... on NotInside { ticket { ...ScannedTicketFields } }
      ... on WrongShow { show { event { name } } }
    }
  `,
  [scannedTicketFields],
);
export type ScanAnswer = ResultOf<typeof answerFields>;

export const scanTicketMutation = graphql(
  `
    mutation ScanTicket($input: ScanTicketInput!) {
      scanTicket(input: $input) { ...ScanAnswerFields }
    }
  `,
  [answerFields],
);

export const scanTicketsMutation = graphql(
  `
    mutation ScanTickets($input: ScanTicketsInput!) {
      scanTickets(input: $input) { ...ScanAnswerFields }
    }
  `,
  [answerFields],
);

export const doorBundleQuery = graphql(`
  query DoorBundle($showId: ID!) {
    doorBundle(showId: $showId) {
      revision
      serverTime
      show {
        id
        startsAt
        doorsAt
        allowsReentry
        event { name }
        venue { name city timeZone }
        seatMap { version url }
      }
      showCode
      keys { kid x }
      isCancelled
      revokedSeats
      revokedGenerations
      inside
      ticketCount
      insideCount
      seatMapVersion
      seatNos
    }
  }
`);

const conflictFields = graphql(`
  fragment DoorConflictFields on DoorConflict {
    id
    seat { label }
    holderName
    reason
    first { gateId deviceId scannedAt isOffline }
    second { gateId deviceId scannedAt isOffline }
    foundAt
  }
`);

export const doorConflictsQuery = graphql(
  `
    query DoorConflicts($showId: ID!) {
      doorConflicts(showId: $showId) { ...DoorConflictFields }
    }
  `,
  [conflictFields],
);

export const doorChangedSubscription = graphql(
  `
    subscription DoorChanged($showId: ID!, $after: String) {
      doorChanged(showId: $showId, after: $after) {
        revision
        resyncRequired
        changes { seatNo generation version isRevoked isInside }
        conflicts { ...DoorConflictFields }
        alarms { id message raisedAt }
      }
    }
  `,
  [conflictFields],
);

export const doorTicketsQuery = graphql(`
  query DoorTickets($showId: ID!, $name: String!) {
    doorTickets(showId: $showId, name: $name) {
      seat { id label }
      holderName
      code
      isInside
      entrance
    }
  }
`);
