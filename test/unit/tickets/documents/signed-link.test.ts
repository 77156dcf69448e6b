import { randomBytes } from 'node:crypto';
import { newId } from '../../../../src/platform';
import { LINKED_TICKETS_MAX, readLink, signLink } from '../../../../src/tickets/documents/signed-link';

const key = randomBytes(32);
const now = new Date('2026-11-14T10:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const showId = newId();
const tickets = (count: number) => Array.from({ length: count }, () => ({ showId, ticketId: newId() }));

it.each([1, 2, LINKED_TICKETS_MAX])('names %d tickets and a language', (count) => {
  const named = tickets(count);
  const token = signLink(key, 'pdf', { tickets: named, language: 'fr' }, now);
  expect(readLink(key, 'pdf', token, now)).toEqual({ kind: 'Valid', tickets: named, language: 'fr' });
});

it('is good for fifteen minutes', () => {
  const token = signLink(key, 'pdf', { tickets: tickets(1), language: 'de' }, now);
  expect(readLink(key, 'pdf', token, later(899)).kind).toBe('Valid');
  expect(readLink(key, 'pdf', token, later(900))).toEqual({ kind: 'Expired', language: 'de' });
});

it('refuses every change of one bit', () => {
  const bytes = Buffer.from(signLink(key, 'pdf', { tickets: tickets(1), language: 'en' }, now), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(readLink(key, 'pdf', changed.toString('base64url'), now)).toEqual({ kind: 'Forged' });
  }
});

it('refuses another key, and what is no token at all', () => {
  const token = signLink(key, 'pdf', { tickets: tickets(2), language: 'en' }, now);
  expect(readLink(randomBytes(32), 'pdf', token, now).kind).toBe('Forged');
  for (const text of ['', 'a', token.slice(0, -1), `${token}AAAA`, `${token}.`, token.slice(22), 'A'.repeat(100_000)]) {
    expect(readLink(key, 'pdf', text, now).kind).toBe('Forged');
  }
});

it('is not good for another purpose', () => {
  const token = signLink(key, 'pdf', { tickets: tickets(1), language: 'en' }, now);
  expect(readLink(key, 'apple', token, now).kind).toBe('Forged');
  expect(readLink(key, 'google', token, now).kind).toBe('Forged');
});

it('is never made for no tickets, for too many, or for those of several shows', () => {
  const make = (named: ReturnType<typeof tickets>) => () =>
    signLink(key, 'pdf', { tickets: named, language: 'en' }, now);
  expect(make([])).toThrow();
  expect(make(tickets(LINKED_TICKETS_MAX + 1))).toThrow();
  expect(make([...tickets(1), { showId: newId(), ticketId: newId() }])).toThrow();
});
