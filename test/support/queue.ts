import { graphql } from './graphql';
import type { Live } from './live-client';
import type { TestApp } from './test-app';

/** A buyer's position, as the API sends it. */
export interface Position {
  readonly __typename: 'QueueBeforeSale' | 'QueueWaiting' | 'QueueAdmitted' | 'QueueClosed';
  readonly ticket?: number;
  readonly position?: number;
  readonly peopleAhead?: number;
  readonly estimatedWaitSeconds?: number | null;
  readonly seatsLeft?: number | null;
  readonly seatsLeftByZone?: readonly { readonly zone: string; readonly seatsLeft: number }[];
  readonly outlook?: 'GOOD' | 'TIGHT' | 'POOR' | null;
  readonly notice?: string | null;
  readonly admittedUntil?: string;
  readonly salesOpenAt?: string;
  readonly reason?: string;
}

export interface Joined {
  readonly __typename: 'JoinQueuePayload' | 'QueueNotActive';
  readonly ticket?: number;
  readonly position?: Position;
  readonly message?: string;
}

const positionFields = `
  __typename
  ... on QueueBeforeSale { ticket salesOpenAt notice serverTime }
  ... on QueueWaiting {
    position peopleAhead estimatedWaitSeconds seatsLeft seatsLeftByZone { zone seatsLeft } outlook notice serverTime
  }
  ... on QueueAdmitted { admittedUntil serverTime }
  ... on QueueClosed { reason }`;

const JOIN = `mutation ($input: JoinQueueInput!) {
  joinQueue(input: $input) {
    __typename
    ... on JoinQueuePayload { ticket position { ${positionFields} } }
    ... on Problem { message }
  }
}`;
const LEAVE = graphql('mutation ($input: LeaveQueueInput!) { leaveQueue(input: $input) { left } }');
const WATCH = `subscription ($showId: ID!) { queuePosition(showId: $showId) { ${positionFields} } }`;

/** Takes a place in the queue of a show, by its public id. */
export async function join(testApp: TestApp, showId: string, token: string): Promise<Joined> {
  return (await testApp.ask<{ joinQueue: Joined }>(JOIN, { input: { showId } }, token)).joinQueue;
}

export async function leave(testApp: TestApp, showId: string, token: string): Promise<boolean> {
  return (await testApp.ask(LEAVE, { input: { showId } }, token)).leaveQueue.left;
}

export type Watched = Live<{ readonly queuePosition: Position }>;

/** Subscribes to the buyer's position, on a socket of its own. */
export const watch = (testApp: TestApp, showId: string, token?: string): Watched =>
  testApp.subscribe(WATCH, { showId }, token);

export const latest = ({ messages }: Pick<Watched, 'messages'>): Position | undefined => messages.at(-1)?.queuePosition;

/** Waits until the latest position satisfies the condition, and returns it. */
export async function waitForPosition(
  watched: Watched,
  isExpected: (position: Position) => boolean,
): Promise<Position> {
  await watched.until((messages) => {
    const position = latest({ messages });
    return position !== undefined && isExpected(position);
  });
  // The condition above says that there is one.
  return latest(watched) as Position;
}
