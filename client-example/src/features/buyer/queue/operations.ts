import { graphql, type ResultOf } from '../../../api/graphql';
import { showLineFields } from '../ticketing/show-line-fields';

const positionFields = graphql(`
  fragment PositionFields on QueuePosition {
    __typename
    ... on QueueBeforeSale {
      salesOpenAt
      notice
      serverTime
      ticket
    }
    ... on QueueWaiting {
      position
      peopleAhead
      estimatedWaitSeconds
      notice
      seatsLeft
      outlook
      serverTime
    }
    ... on QueueAdmitted {
      admittedUntil
      serverTime
    }
    ... on QueueClosed {
      reason
    }
  }
`);

export type Position = ResultOf<typeof positionFields>;

export const queueShowQuery = graphql(
  `
  query QueueShow($id: ID!) {
    show(id: $id) {
      id
      ...ShowLineFields
    }
  }
`,
  [showLineFields],
);

export const joinQueueMutation = graphql(
  `
    mutation JoinQueue($id: ID!) {
      joinQueue(input: { showId: $id }) {
        __typename
        ... on JoinQueuePayload {
          ticket
          position {
            ...PositionFields
          }
        }
      }
    }
  `,
  [positionFields],
);

export const queuePositionSubscription = graphql(
  `
    subscription QueuePosition($id: ID!) {
      queuePosition(showId: $id) {
        ...PositionFields
      }
    }
  `,
  [positionFields],
);

export const leaveQueueMutation = graphql(`
  mutation LeaveQueue($id: ID!) {
    leaveQueue(input: { showId: $id }) {
      left
    }
  }
`);

export const drawQuery = graphql(`
  query Draw($id: ID!) {
    show(id: $id) {
      queueDraws {
        commitment
        seed
        ticketCount
        drawnAt
      }
    }
  }
`);

export type Draw = NonNullable<ResultOf<typeof drawQuery>['show']>['queueDraws'][number];
