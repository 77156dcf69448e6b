import type { GraphiQLProps } from 'graphiql';
import { ask } from './api';
import availability from './examples/availability.graphql';
import createGuestSession from './examples/create-guest-session.graphql';
import eventsAndShows from './examples/events-and-shows.graphql';
import holdSeats from './examples/hold-seats.graphql';
import queuePosition from './examples/queue-position.graphql';
import seatStatusChanged from './examples/seat-status-changed.graphql';
import serverTimeAndViewer from './examples/server-time-and-viewer.graphql';
import showToTry from './examples/show-to-try.graphql';

type Tabs = NonNullable<GraphiQLProps['defaultTabs']>;

interface Show {
  id: string;
  status: string;
  waitingRoomActive: boolean;
  seats: { nodes: { id: string }[] };
}

interface ShowToTry {
  events: { nodes: { shows: { nodes: Show[] } }[] };
}

/** GraphiQL keeps its tabs under these names and prefers them to the examples. */
const keptTabs = ['tabState', 'query', 'variables', 'headers'].map((name) => `graphiql:${name}`);

/** Gives up the tabs as they are for the examples, with a show and seats that can be had now. */
export function startOver(): void {
  for (const key of keptTabs) localStorage.removeItem(key);
  location.reload();
}

/** The operations that greet a newcomer, each ready to run against what this server sells. */
export async function exampleTabs(): Promise<Tabs> {
  if (keptTabs.some((key) => localStorage.getItem(key) !== null)) return [];
  const shows = await shopWindow();
  const onSale = shows.filter((show) => show.status === 'ON_SALE');
  const toBuy = onSale.find((show) => !show.waitingRoomActive && show.seats.nodes.length > 0) ?? onSale[0] ?? shows[0];
  const toQueue = shows.find((show) => show.waitingRoomActive) ?? toBuy;
  const showId = toBuy?.id ?? 'show_…';
  const seatIds = toBuy?.seats.nodes.map((seat) => seat.id) ?? ['seat_…'];

  return [
    { query: serverTimeAndViewer },
    { query: createGuestSession, variables: json({ input: {} }) },
    { query: eventsAndShows, variables: json({ filter: { text: '' } }) },
    { query: availability, variables: json({ showId }) },
    { query: holdSeats, variables: json({ input: { showId, seatIds, idempotencyKey: newKey() } }) },
    { query: seatStatusChanged, variables: json({ showId }) },
    { query: queuePosition, variables: json({ showId: toQueue?.id ?? showId }) },
  ];
}

/** Shows to come. Where they cannot be told, the examples name none and remain a text to fill in. */
async function shopWindow(): Promise<Show[]> {
  try {
    const { events } = await ask<ShowToTry>(showToTry, { startsAfter: new Date().toISOString() });
    return events.nodes.flatMap((event) => event.shows.nodes);
  } catch {
    return [];
  }
}

function json(variables: object): string {
  return JSON.stringify(variables, null, 2);
}

/** As `crypto.randomUUID`, which browsers keep from pages that came by plain HTTP from another machine. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
