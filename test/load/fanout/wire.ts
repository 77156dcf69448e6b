/** The format of the messages, which all processes of this benchmark share. */

export const watchSeats = `subscription Watch($showId: ID!) { seatStatusChanged(showId: $showId) { revision resyncRequired changes { index status version } } }`;

/** The usual server's name for the events of a show. */
export const usualTopic = (showId: string): string => `SEAT_STATUS_CHANGED.${showId}`;

/** A hold of two seats, as long as any: their version is the number of the event, by which clients distinguish events. */
export const heldSeats = (event: number): readonly { index: number; status: string; version: number }[] => [
  { index: 20_000 + ((2 * event) % 20_000), status: 'HELD', version: event },
  { index: 20_001 + ((2 * event) % 20_000), status: 'HELD', version: event },
];

/** All events have as many digits, so that their messages are of one length. */
export const firstEvent = 1_000_001;
export const eventDigits = 7;

/** What stands behind the last version in a message of `watchSeats`. */
export const messageEnd = '}]}}}}';

/** The room of Socket.IO in which all clients are. */
export const socketIoRoom = 'show';

export const mercuriusTopic = (showId: string): string => `MERCURIUS.${showId}`;
