import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Database, makeDataSource } from '../../../../src/platform';
import { openTicketDocuments, type TicketDocument, type TicketDocuments } from '../../../../src/tickets/documents';
import { ticketDocument } from '../../../support/factories/ticket-documents';
import { describeWithPrograms } from '../../../support/programs';
import { cloneDatabase } from '../../../support/test-app';
import { TestClock } from '../../../support/test-clock';
import {
  appleConfig,
  makeWalletCertificates,
  PASS_TYPE_ID,
  readArchive,
  TEAM_ID,
  type WalletCertificates,
} from '../../../support/wallet-certificates';

describeWithPrograms('a pass for Apple Wallet', ['openssl'], () => {
  const clock = new TestClock();
  const live = new Map<string, TicketDocument>();
  const notified: string[] = [];
  let dir: string;
  let certificates: WalletCertificates;
  let http: FastifyInstance;
  let documents: TicketDocuments;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'frontrow-wallet-'));
    certificates = makeWalletCertificates(dir);
    const cloned = await cloneDatabase();
    const dataSource = await makeDataSource({ url: cloned.url, poolMax: 4 }).initialize();
    const logger = pino({ level: 'silent' });
    http = fastify();
    documents = openTicketDocuments({
      config: { ...appleConfig(certificates), PUBLIC_URL: 'https://tickets.example.com' },
      ...{ clock, logger, database: new Database(dataSource, logger), linkKey: randomBytes(32) },
      readTicketDocument: async ({ ticketId }) => live.get(ticketId) ?? null,
      notifyApple: async (pushTokens) => void notified.push(...pushTokens),
    });
    documents.routes(http);
    stop = async () => {
      await http.close();
      await documents.close();
      await dataSource.destroy();
      await cloned.drop();
      rmSync(dir, { recursive: true });
    };
  });
  afterAll(() => stop());

  function issue(given: Partial<TicketDocument> = {}): TicketDocument {
    const ticket = ticketDocument(given);
    live.set(ticket.ticketId, ticket);
    return ticket;
  }

  async function download(ticket: TicketDocument) {
    const url = documents.appleWalletUrl(ticket, clock.now(), 'de') ?? '';
    const answer = await http.inject(new URL(url).pathname);
    return { ...answer, files: answer.statusCode === 200 ? readArchive(answer.rawPayload) : new Map<string, Buffer>() };
  }
  const passOf = (files: ReadonlyMap<string, Buffer>) => JSON.parse(files.get('pass.json')?.toString() ?? '{}');

  it('is a signed archive', async () => {
    const { statusCode, headers, files, rawPayload } = await download(issue());
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.apple.pkpass',
      'content-disposition': 'attachment; filename="wieczor-w-lodzi-balkon-row-c-seat-12.pkpass"',
    });
    expect(rawPayload.byteLength).toBeLessThan(30_000);
    const manifest: Record<string, string> = JSON.parse(files.get('manifest.json')?.toString() ?? '{}');
    const listed = [...files].filter(([name]) => name !== 'manifest.json' && name !== 'signature');
    expect(Object.keys(manifest).sort()).toEqual(listed.map(([name]) => name).sort());
    for (const [name, content] of listed) {
      expect([name, manifest[name]]).toEqual([name, createHash('sha1').update(content).digest('hex')]);
    }
    for (const name of ['icon.png', 'icon@2x.png', 'de.lproj/pass.strings', 'fr.lproj/pass.strings']) {
      expect(manifest).toHaveProperty([name]);
    }
    for (const name of ['manifest.json', 'signature']) writeFileSync(join(dir, name), files.get(name) ?? '');
    const verified = execFileSync(
      'openssl',
      [
        ...['smime', '-verify', '-inform', 'DER', '-in', join(dir, 'signature')],
        ...['-content', join(dir, 'manifest.json'), '-CAfile', certificates.wwdr, '-purpose', 'any'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(JSON.parse(verified.toString())).toEqual(manifest);
  });

  it('shows the seat, and the times of the venue', async () => {
    const ticket = issue({ needs: ['ACCESSIBLE', 'AISLE'] });
    const pass = passOf((await download(ticket)).files);
    expect(pass).toMatchObject({
      ...{ formatVersion: 1, passTypeIdentifier: PASS_TYPE_ID, teamIdentifier: TEAM_ID },
      webServiceURL: 'https://tickets.example.com/wallet/apple',
      relevantDate: '2026-11-14T18:00:00.000Z',
      barcodes: [{ format: 'PKBarcodeFormatQR', message: ticket.code }],
    });
    expect(pass.serialNumber).toMatch(/^[\w-]{43}$/);
    const fields = Object.values<{ key: string; value: string }[]>(pass.eventTicket).flat();
    expect(Object.fromEntries(fields.map(({ key, value }) => [key, value]))).toMatchObject({
      ...{ event: 'Wieczór w Łodzi', start: '2026-11-14T20:00:00+01:00', entrance: 'Wejście 4', row: 'C', seat: '12' },
      'need-ACCESSIBLE': 'frontrow.needs.ACCESSIBLE',
    });
    expect(fields.map(({ key }) => key)).not.toContain('need-AISLE');
  });

  it('has every one of its words in each language', async () => {
    const { files } = await download(issue({ row: null, number: null }));
    const used = new Set(
      files
        .get('pass.json')
        ?.toString()
        .match(/frontrow\.[\w.]+/g),
    );
    expect(used.size).toBeGreaterThan(10);
    for (const language of ['en', 'de', 'fr']) {
      const strings = files.get(`${language}.lproj/pass.strings`)?.toString() ?? '';
      for (const word of used) expect(strings).toContain(`"${word}" = "`);
    }
  });

  it('is refused under an expired, forged or other link, and for a ticket that is not valid', async () => {
    const ticket = issue();
    const path = new URL(documents.appleWalletUrl(ticket, clock.now(), 'en') ?? '').pathname;
    expect((await http.inject(path.replace('/apple/', '/pdf/'))).statusCode).toBe(404);
    expect((await http.inject(path.slice(0, -4))).statusCode).toBe(404);
    live.delete(ticket.ticketId);
    expect((await http.inject(path)).statusCode).toBe(404);
    clock.advanceSeconds(900);
    expect((await http.inject(path)).statusCode).toBe(410);
  });

  describe('on a telephone', () => {
    const device = () => randomBytes(16).toString('hex');
    const v1 = '/wallet/apple/v1';

    /** What a telephone does with a pass that it has. */
    function telephone(pass: { serialNumber: string; authenticationToken: string }, id = device()) {
      const headers = { authorization: `ApplePass ${pass.authenticationToken}` };
      const registration = `${v1}/devices/${id}/registrations/${PASS_TYPE_ID}`;
      const pushToken = randomBytes(32).toString('hex');
      return {
        pushToken,
        register: (payload: object = { pushToken }) =>
          http.inject({ method: 'POST', url: `${registration}/${pass.serialNumber}`, headers, payload }),
        unregister: () => http.inject({ method: 'DELETE', url: `${registration}/${pass.serialNumber}`, headers }),
        list: (tag?: string) =>
          http.inject({ url: registration, query: tag === undefined ? {} : { passesUpdatedSince: tag } }),
        fetch: (since?: string) =>
          http.inject({
            url: `${v1}/passes/${PASS_TYPE_ID}/${pass.serialNumber}`,
            headers: { ...headers, ...(since === undefined ? {} : { 'if-modified-since': since }) },
          }),
      };
    }
    async function add(ticket: TicketDocument, id?: string) {
      const { files, headers } = await download(ticket);
      return { ...telephone(passOf(files), id), lastModified: String(headers['last-modified']), pass: passOf(files) };
    }

    it('registers, learns of a change, fetches it once, and unregisters', async () => {
      const ticket = issue();
      const phone = await add(ticket);
      expect((await phone.register()).statusCode).toBe(201);
      expect((await phone.register()).statusCode).toBe(200);
      const first = (await phone.list()).json();
      expect(first.serialNumbers).toEqual([phone.pass.serialNumber]);
      expect((await phone.list(first.lastUpdated)).statusCode).toBe(204);
      expect((await phone.fetch(phone.lastModified)).statusCode).toBe(304);

      const changed = { ...ticket, startsAt: new Date('2026-11-15T19:00:00Z') };
      live.set(ticket.ticketId, changed);
      await documents.ticketChanged(ticket);
      expect(notified).toContain(phone.pushToken);
      const second = (await phone.list(first.lastUpdated)).json();
      expect(second.serialNumbers).toEqual([phone.pass.serialNumber]);
      const fetched = await phone.fetch(phone.lastModified);
      expect([fetched.statusCode, fetched.headers['content-type']]).toEqual([200, 'application/vnd.apple.pkpass']);
      expect(readArchive(fetched.rawPayload).get('pass.json')?.toString()).toContain('2026-11-15T20:00:00+01:00');
      // In the same second as the download.
      expect(Date.parse(String(fetched.headers['last-modified']))).toBeGreaterThan(Date.parse(phone.lastModified));
      expect((await phone.fetch(String(fetched.headers['last-modified']))).statusCode).toBe(304);
      expect((await phone.list(second.lastUpdated)).statusCode).toBe(204);

      expect((await phone.unregister()).statusCode).toBe(200);
      expect((await phone.unregister()).statusCode).toBe(200);
      expect((await phone.list()).statusCode).toBe(204);
    });

    it('shows that a ticket is no longer valid, and nothing else of it', async () => {
      const ticket = issue();
      const phone = await add(ticket);
      await phone.register();
      live.delete(ticket.ticketId);
      const { statusCode, rawPayload } = await phone.fetch(phone.lastModified);
      expect(statusCode).toBe(200);
      const files = readArchive(rawPayload);
      expect(passOf(files)).toMatchObject({ voided: true, serialNumber: phone.pass.serialNumber });
      expect(files.get('pass.json')?.toString()).not.toMatch(/barcode|Balkon|Zażółć/);
      expect(files.get('de.lproj/pass.strings')?.toString()).toContain('Dieses Ticket ist nicht mehr gültig.');
    });

    it('is told of those of its passes that have changed, of all shows', async () => {
      const id = device();
      const [one, other] = [issue(), issue()];
      const [first, second] = [await add(one, id), await add(other, id)];
      await first.register();
      const { lastUpdated } = (await first.list()).json();
      await second.register();
      // The tag does not know it yet.
      expect((await first.list(lastUpdated)).json().serialNumbers).toEqual([second.pass.serialNumber]);
      const seen = (await first.list()).json();
      live.set(one.ticketId, { ...one, entrance: 'Wejście 5' });
      expect((await first.list(seen.lastUpdated)).json().serialNumbers).toEqual([first.pass.serialNumber]);
      expect((await first.list('nonsense')).json().serialNumbers).toHaveLength(2);
    });

    it('is refused with the token of another pass, and for another pass type', async () => {
      const [mine, others] = [await add(issue()), await add(issue())];
      const forged = telephone({ ...others.pass, authenticationToken: mine.pass.authenticationToken });
      const answers = [await forged.register(), await forged.unregister(), await forged.fetch()];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
      const { serialNumber, authenticationToken } = mine.pass;
      const headers = { authorization: `ApplePass ${authenticationToken}` };
      for (const url of [`${v1}/passes/pass.other/${serialNumber}`, `${v1}/passes/${PASS_TYPE_ID}/${serialNumber}A`]) {
        expect((await http.inject({ url, headers })).statusCode).toBe(401);
      }
      expect((await http.inject(`${v1}/devices/${device()}/registrations/pass.other`)).statusCode).toBe(404);
    });

    it('must name a push token, and one pass is on twenty devices at most', async () => {
      const ticket = issue();
      const phone = await add(ticket);
      for (const payload of [{}, { pushToken: '' }, { pushToken: 'a b' }, { pushToken: 'a'.repeat(201) }, []]) {
        expect((await phone.register(payload)).statusCode).toBe(400);
      }
      const others = Array.from({ length: 21 }, () => telephone(phone.pass));
      const codes: number[] = [];
      for (const other of others) codes.push((await other.register()).statusCode);
      expect(codes).toEqual([...Array(20).fill(201), 403]);
      expect((await others[0]?.register())?.statusCode).toBe(200);
    });

    it('may report what went wrong', async () => {
      const send = (payload: object) => http.inject({ method: 'POST', url: `${v1}/log`, payload });
      expect((await send({ logs: ['Something failed'] })).statusCode).toBe(200);
      expect((await send({ logs: 'x' })).statusCode).toBe(400);
      expect((await send({ logs: ['x'.repeat(20_000)] })).statusCode).toBe(413);
    });
  });

  it('is offered until the certificate expires', () => {
    const later = new Date(Date.now() + 3 * 86_400_000);
    const ticket = issue();
    expect(documents.appleWalletUrl(ticket, clock.now(), 'en')).not.toBeNull();
    expect(documents.appleWalletUrl(ticket, later, 'en')).toBeNull();
  });
});
