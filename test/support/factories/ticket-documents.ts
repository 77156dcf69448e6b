import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { newId } from '../../../src/platform';
import type { TicketDocument } from '../../../src/tickets/documents';

const { privateKey } = generateKeyPairSync('ed25519');

/** A compact JWS as long as that of a ticket can be. */
export function ticketCode(): string {
  const encode = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const ticket = randomBytes(32).toString('base64url');
  const claims = { t: ticket, n: 79_999, g: 12, exp: 1_900_000_000 };
  const text = `${encode({ alg: 'EdDSA', kid: '1' })}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

/** A seat in Łódź on a winter evening, unless something else is given. */
export const ticketDocument = (given: Partial<TicketDocument> = {}): TicketDocument => ({
  showId: newId(),
  ticketId: newId(),
  generation: 1,
  code: ticketCode(),
  eventName: 'Wieczór w Łodzi',
  startsAt: new Date('2026-11-14T19:00:00Z'),
  doorsAt: new Date('2026-11-14T18:00:00Z'),
  timeZone: 'Europe/Warsaw',
  venueName: 'Atlas Arena',
  venueAddress: 'al. Bandurskiego 7',
  city: 'Łódź',
  seatLabel: 'Balkon, row C, seat 12',
  section: 'Balkon',
  row: 'C',
  number: '12',
  entrance: 'Wejście 4',
  needs: [],
  holderName: 'Zażółć Gęślą Jaźń',
  orderNumber: 'AZNJ-42',
  price: '149.00 PLN',
  terms: 'No readmission.',
  ...given,
});
