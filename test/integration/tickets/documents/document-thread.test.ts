import type { DocumentLanguage, TicketDocument } from '../../../../src/tickets/documents';
import {
  type DocumentThread,
  type DocumentThreadLimits,
  openDocumentThread,
} from '../../../../src/tickets/documents/document-thread';
import { readTicketPdf } from '../../../../src/tickets/documents/pdf/read-ticket-pdf';
import { ticketDocument } from '../../../support/factories/ticket-documents';

const opened: DocumentThread[] = [];
afterAll(() => Promise.all(opened.map((thread) => thread.close())));

function open(limits: DocumentThreadLimits = {}) {
  const thread = openDocumentThread(limits);
  opened.push(thread);
  return {
    read: (tickets: readonly TicketDocument[], language: DocumentLanguage) => readTicketPdf(thread, tickets, language),
  };
}

// Most tests share one thread, which takes longer to start than to draw.
const pdfs = open();

it('draws once for fifty who ask at the same time', async () => {
  const ticket = ticketDocument();
  const read = await Promise.all(Array.from({ length: 50 }, () => pdfs.read([ticket], 'en')));
  const files = new Set(read.map((outcome) => (outcome.kind === 'Made' ? outcome.file : null)));
  // One buffer: each drawing would make another.
  expect(files.size).toBe(1);
  expect([...files][0]?.subarray(0, 5).toString()).toBe('%PDF-');
});

it('keeps languages and generations apart', async () => {
  const ticket = ticketDocument();
  const read = async (...given: Parameters<typeof pdfs.read>) => {
    const outcome = await pdfs.read(...given);
    return outcome.kind === 'Made' ? outcome.file : null;
  };
  const first = await read([ticket], 'en');
  expect(await read([{ ...ticket }], 'en')).toBe(first);
  expect(await read([ticket], 'fr')).not.toBe(first);
  expect(await read([{ ...ticket, generation: 2 }], 'en')).not.toBe(first);
});

it('refuses at once where too many wait, and draws again later', async () => {
  const small = open({ waitingMax: 2 });
  const kinds = await Promise.all(
    Array.from({ length: 6 }, async () => (await small.read([ticketDocument()], 'en')).kind),
  );
  expect(kinds).toEqual(['Made', 'Made', 'Made', 'Overloaded', 'Overloaded', 'Overloaded']);
  expect((await small.read([ticketDocument()], 'en')).kind).toBe('Made');
});

it('forgets the files that were asked for least recently', async () => {
  const small = open({ cachedBytesMax: 1 });
  const [one, other] = [ticketDocument(), ticketDocument()];
  const first = await small.read([one], 'en');
  await small.read([other], 'en');
  const again = await small.read([one], 'en');
  expect(first.kind === 'Made' && again.kind === 'Made' && first.file === again.file).toBe(false);
});

it('draws the next file after one that fails', async () => {
  const broken = { ...ticketDocument(), timeZone: 'Nowhere/Never' };
  await expect(pdfs.read([broken], 'en')).rejects.toThrow('Nowhere/Never');
  expect((await pdfs.read([ticketDocument()], 'en')).kind).toBe('Made');
});
