import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentLanguage, TicketDocument } from '../../../../src/tickets/documents';
import { drawTickets } from '../../../../src/tickets/documents/pdf/draw-tickets';
import { qrModules } from '../../../../src/tickets/documents/pdf/qr-modules';
import { ticketCode, ticketDocument } from '../../../support/factories/ticket-documents';
import { describeWithPrograms } from '../../../support/programs';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'frontrow-pdf-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function print(tickets: readonly TicketDocument[], language: DocumentLanguage = 'en'): Promise<string> {
  const file = join(dir, 'tickets.pdf');
  writeFileSync(file, await drawTickets(tickets, language));
  return file;
}

it('a code of 240 characters fits into a QR code of version 11', () => {
  for (let round = 0; round < 50; round += 1) expect(qrModules(ticketCode().padEnd(240, 'x')).version).toBeLessThan(12);
});

describeWithPrograms('the text of a printed ticket', ['pdftotext'], () => {
  const textOf = async (tickets: readonly TicketDocument[], language?: DocumentLanguage) =>
    execFileSync('pdftotext', ['-raw', await print(tickets, language), '-'], { encoding: 'utf8' });

  it('has the letters of every European language', async () => {
    const text = await textOf([
      ticketDocument({ eventName: 'Ænima & Ťažký Œuvre, Größe', entrance: 'Βόρεια πύλη', holderName: 'Ђорђе Їжак' }),
    ]);
    for (const words of ['Ænima & Ťažký Œuvre, Größe', 'Βόρεια πύλη', 'Ђорђе Їжак', 'Łódź', '149.00 PLN']) {
      expect(text).toContain(words);
    }
  });

  it('names seat, row, entrance, order and terms', async () => {
    const text = await textOf([ticketDocument()]);
    expect(text).toMatch(/Entrance\s+Wejście 4/);
    expect(text).toMatch(/Section\s+Balkon/);
    expect(text).toMatch(/Row\s+C/);
    expect(text).toMatch(/Seat\s+12/);
    expect(text).toContain('AZNJ-42');
    expect(text).toContain('No readmission.');
  });

  // New York leaves summer time on 1 November 2026 at 06:00 UTC.
  it.each([
    ['2026-10-31T23:00:00Z', '18:00', '19:00', 'Eastern Daylight Time', 'Saturday 31 October 2026'],
    ['2026-11-01T23:00:00Z', '17:00', '18:00', 'Eastern Standard Time', 'Sunday 1 November 2026'],
    ['2026-11-02T00:30:00Z', '18:30', '19:30', 'Eastern Standard Time', 'Sunday 1 November 2026'],
  ])('prints %s in the zone of the venue', async (start, doors, starts, zone, day) => {
    const startsAt = new Date(start);
    const doorsAt = new Date(startsAt.getTime() - 3_600_000);
    const text = await textOf([ticketDocument({ startsAt, doorsAt, timeZone: 'America/New_York' })]);
    expect(text).toMatch(new RegExp(`Doors\\s+${doors}`));
    expect(text).toMatch(new RegExp(`Start\\s+${starts}`));
    expect(text).toContain(`${zone} (America/New_York)`);
    expect(text.replaceAll(',', '')).toContain(day);
  });

  it('names the day of the doors where they open on the evening before', async () => {
    const text = await textOf([ticketDocument({ doorsAt: new Date('2026-11-13T17:00:00Z') })], 'de');
    expect(text).toMatch(/Einlass\s+18:00, Freitag, 13\. November 2026/);
  });

  it.each([
    ['en', /Doors.*Entrance.*Step-free access.*Terms/s],
    ['de', /Einlass.*Eingang.*Stufenloser Zugang.*Bedingungen/s],
    ['fr', /Ouverture des portes.*Entrée.*Accès de plain-pied.*Conditions/s],
  ] as const)('speaks %s', async (language, words) => {
    expect(await textOf([ticketDocument({ needs: ['ACCESSIBLE'] })], language)).toMatch(words);
  });

  it('has a page for each ticket, and says so where a place has no number', async () => {
    const text = await textOf([ticketDocument(), ticketDocument({ row: null, number: null, entrance: null })]);
    const pages = text.split('\f');
    expect(pages).toHaveLength(3);
    expect(pages[1]).toMatch(/Seat\s+Any place/);
    expect(pages[1]).not.toMatch(/Row|Entrance/);
  });
});

describeWithPrograms('the code of a printed ticket', ['pdftoppm', 'zbarimg'], () => {
  it('is what a scanner reads', async () => {
    const tickets = [ticketDocument(), ticketDocument(), ticketDocument({ eventName: 'A long name '.repeat(9) })];
    const image = join(dir, 'page');
    execFileSync('pdftoppm', ['-r', '110', '-gray', await print(tickets), image]);
    for (const [index, { code }] of tickets.entries()) {
      const read = execFileSync('zbarimg', ['--quiet', '--raw', `${image}-${index + 1}.pgm`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(read.trim()).toBe(code);
    }
  });
});
