import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { jwtVerify } from 'jose';
import { pino } from 'pino';
import { openTicketDocuments, type TicketDocument, type TicketDocuments } from '../../../../src/tickets/documents';
import { ticketDocument } from '../../../support/factories/ticket-documents';
import { describeWithPrograms } from '../../../support/programs';
import { TestClock } from '../../../support/test-clock';
import { googleConfig, ISSUER_ID, makeWalletCertificates } from '../../../support/wallet-certificates';

interface Saved {
  readonly eventTicketClasses: [Record<string, unknown>];
  readonly eventTicketObjects: [Record<string, unknown>];
}

describeWithPrograms('a ticket for Google Wallet', ['openssl'], () => {
  const clock = new TestClock();
  const live = new Map<string, TicketDocument>();
  let dir: string;
  let key: string;
  let http: FastifyInstance;
  let documents: TicketDocuments;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'frontrow-wallet-'));
    const certificates = makeWalletCertificates(dir);
    key = certificates.key;
    http = fastify();
    documents = openTicketDocuments({
      config: { ...googleConfig(certificates), PUBLIC_URL: 'https://tickets.example.com' },
      ...{ clock, logger: pino({ level: 'silent' }), linkKey: randomBytes(32) },
      database: { run: () => Promise.reject(new Error('A link reads no table')) },
      readTicketDocument: async ({ ticketId }) => live.get(ticketId) ?? null,
    });
    documents.routes(http);
  });
  afterAll(async () => {
    await documents.close();
    await http.close();
    rmSync(dir, { recursive: true });
  });

  const pathOf = (ticket: TicketDocument) =>
    new URL(documents.googleWalletUrl(ticket, clock.now(), 'de') ?? '').pathname;

  async function save(given: Partial<TicketDocument> = {}) {
    const ticket = ticketDocument(given);
    live.set(ticket.ticketId, ticket);
    const { statusCode, headers } = await http.inject(pathOf(ticket));
    const [, token = ''] = /^https:\/\/pay\.google\.com\/gp\/v\/save\/(.+)$/.exec(String(headers.location)) ?? [];
    return { ticket, statusCode, token };
  }

  it('is a link that the service account has signed', async () => {
    const { ticket, statusCode, token } = await save();
    expect(statusCode).toBe(302);
    const publicKey = createPublicKey(readFileSync(key));
    const { payload, protectedHeader } = await jwtVerify<{ typ: string; payload: Saved }>(token, publicKey, {
      audience: 'google',
      issuer: 'wallet@example.iam.gserviceaccount.com',
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload.typ).toBe('savetowallet');
    const [show] = payload.payload.eventTicketClasses;
    const [object] = payload.payload.eventTicketObjects;
    expect(object).toMatchObject({
      classId: show.id,
      state: 'ACTIVE',
      barcode: { type: 'QR_CODE', value: ticket.code },
      seatInfo: { seat: { defaultValue: { language: 'de' } }, gate: { defaultValue: { value: 'Wejście 4' } } },
      ticketHolderName: 'Zażółć Gęślą Jaźń',
    });
    expect(show).toMatchObject({ dateTime: { start: '2026-11-14T20:00:00+01:00' } });
    for (const { id } of [show, object]) expect(id).toMatch(new RegExp(`^${ISSUER_ID}\\.[\\w.-]+$`));
  });

  it('is short enough for a link, however long the names are', async () => {
    const long = 'Łódzkie '.repeat(40);
    const { token, ticket } = await save({
      ...{ eventName: long, venueName: long, venueAddress: long, section: long, entrance: long, holderName: long },
      code: ticketDocument().code.padEnd(240, 'x'),
    });
    expect(token.length).toBeLessThanOrEqual(1800);
    const content = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    expect(content).toContain(ticket.code);
    expect(content).toContain(' / C / 12"');
  });

  it('is refused under an expired or other link, and for a ticket that is not valid', async () => {
    const { ticket } = await save();
    const path = pathOf(ticket);
    expect((await http.inject(path.replace('/google/', '/pdf/'))).statusCode).toBe(404);
    live.delete(ticket.ticketId);
    expect((await http.inject(path)).statusCode).toBe(404);
    clock.advanceSeconds(900);
    expect((await http.inject(path)).statusCode).toBe(410);
  });
});
