import PDFDocument from 'pdfkit';
import { type DocumentLanguage, messagesIn } from '../messages/languages';
import type { Messages } from '../messages/messages';
import { dayIn, onOneDay, timeIn, zoneIn } from '../show-times';
import type { TicketDocument } from '../ticket-document';
import { fonts, oneLine, printLabeled, printText } from './page-text';
import { QUIET_MODULES, qrModules } from './qr-modules';

/** A5: fills a telephone's width, and an A4 sheet exactly where it is printed larger. Points. */
const PAGE = { width: 419.53, height: 595.28 };
const MARGIN = 28;
const WIDTH = PAGE.width - 2 * MARGIN;
const GAP = 10;
/** 73 mm with the quiet zone: each module of a version 11 code is more than a millimeter wide. */
const QR_SIZE = 207;
const TERMS_CHARS_MAX = 4000;

/** A file with one page for each ticket. Takes a tenth of a second of the processor: call it in a worker. */
export function drawTickets(tickets: readonly TicketDocument[], language: DocumentLanguage): Promise<Buffer> {
  const messages = messagesIn(language);
  const [first] = tickets;
  const pdf = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    // Texts are placed; with margins pdfkit would start a page where one comes near the end.
    margin: 0,
    autoFirstPage: false,
    lang: language,
    displayTitle: true,
    info: { Title: messages.title(oneLine(first?.eventName ?? ''), tickets.length), Creator: 'Frontrow' },
  });
  // The standard fonts have no letters outside of Western Europe. Only the glyphs that are used are embedded.
  for (const name of Object.values(fonts)) pdf.registerFont(name, require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const written = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  for (const ticket of tickets) {
    pdf.addPage();
    drawTicket(pdf, ticket, language, messages);
  }
  pdf.end();
  return written;
}

function drawTicket(
  pdf: PDFKit.PDFDocument,
  ticket: TicketDocument,
  language: DocumentLanguage,
  messages: Messages,
): void {
  const full = { x: MARGIN, width: WIDTH };
  let y = printText(pdf, oneLine(ticket.eventName), {
    ...full,
    ...{ y: MARGIN, size: 20, sizeMin: 11, linesMax: 2, isBold: true },
  });
  y = drawTimes(pdf, ticket, language, messages, y + 2);
  const venue = [ticket.venueName, ticket.venueAddress, ticket.city].filter((text) => text !== null);
  y = printLabeled(pdf, messages.venue, oneLine(venue.join(', ')), {
    ...full,
    ...{ y: y + 4, size: 10, sizeMin: 7, linesMax: 2 },
  });
  y = drawSeat(pdf, ticket, messages, y + GAP);
  drawQr(pdf, ticket.code, MARGIN - GAP, y);
  const side = MARGIN + QR_SIZE - GAP;
  drawDetails(pdf, ticket, messages, { x: side, y: y + 12, width: PAGE.width - MARGIN - side });
  y = printText(pdf, messages.showCode, { ...full, y: y + QR_SIZE, size: 8.5, sizeMin: 6 });
  drawTerms(pdf, ticket.terms, messages, y + GAP);
}

function drawTimes(
  pdf: PDFKit.PDFDocument,
  { startsAt, doorsAt, timeZone }: TicketDocument,
  language: DocumentLanguage,
  messages: Messages,
  top: number,
): number {
  let y = printText(pdf, dayIn(language, startsAt, timeZone), { x: MARGIN, y: top, width: WIDTH, size: 12 });
  const doors = timeIn(language, doorsAt, timeZone);
  const doorsDay = onOneDay(doorsAt, startsAt, timeZone) ? '' : `, ${dayIn(language, doorsAt, timeZone)}`;
  const half = (WIDTH - GAP) / 2;
  const place = { y: y + 4, width: half, size: 18, sizeMin: 8, isBold: true };
  printLabeled(pdf, messages.doors, doors + doorsDay, { ...place, x: MARGIN });
  y = printLabeled(pdf, messages.start, timeIn(language, startsAt, timeZone), { ...place, x: MARGIN + half + GAP });
  const zone = `${messages.timeZone} ${zoneIn(language, startsAt, timeZone)}`;
  return printText(pdf, zone, { x: MARGIN, y, width: WIDTH, size: 8, sizeMin: 5 });
}

/** Where to go, largest on the page after the code: entrance, section, row, seat. */
function drawSeat(pdf: PDFKit.PDFDocument, ticket: TicketDocument, messages: Messages, top: number): number {
  const { entrance, section, row, number } = ticket;
  const cells = [
    ...(entrance === null ? [] : [{ label: messages.entrance, value: entrance, share: 3 }]),
    { label: messages.section, value: section, share: 4 },
    ...(row === null ? [] : [{ label: messages.row, value: row, share: 2 }]),
    { label: messages.seat, value: number ?? messages.unnumbered, share: number === null ? 3 : 2 },
  ];
  const height = 54;
  pdf.roundedRect(MARGIN, top, WIDTH, height, 6).lineWidth(1.2).strokeColor('#000000').stroke();
  const shares = cells.reduce((sum, { share }) => sum + share, 0);
  let x = MARGIN + GAP;
  for (const { label, value, share } of cells) {
    const width = ((WIDTH - GAP) * share) / shares - GAP;
    printLabeled(pdf, label, oneLine(value), { x, y: top + 6, width, size: 24, sizeMin: 9, isBold: true });
    x += width + GAP;
  }
  return top + height;
}

function drawQr(pdf: PDFKit.PDFDocument, code: string, left: number, top: number): void {
  const { size, darkRuns } = qrModules(code);
  const module = QR_SIZE / (size + 2 * QUIET_MODULES);
  const at = (index: number) => (index + QUIET_MODULES) * module;
  // One path: with one for each module some viewers show hairlines between them.
  for (const { x, y, length } of darkRuns) pdf.rect(left + at(x), top + at(y), length * module, module);
  pdf.fill('#000000');
}

function drawDetails(
  pdf: PDFKit.PDFDocument,
  ticket: TicketDocument,
  messages: Messages,
  { x, y: top, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
  const details = [
    { label: messages.holder, value: ticket.holderName ?? '', size: 12, linesMax: 2, isBold: true },
    { label: messages.seat, value: ticket.seatLabel, size: 9, linesMax: 2 },
    { label: messages.price, value: ticket.price, size: 9, linesMax: 1 },
    { label: messages.order, value: ticket.orderNumber, size: 9, linesMax: 2 },
  ];
  let y = top;
  for (const { label, value, ...look } of details) {
    if (value !== '') y = printLabeled(pdf, label, oneLine(value), { x, y, width, sizeMin: 6, ...look }) + 6;
  }
  const needs = ticket.needs.map((feature) => messages.needs[feature]).filter((sentence) => sentence !== null);
  for (const need of needs)
    y = printText(pdf, need, { x, y, width, size: 9, sizeMin: 7, linesMax: 2, isBold: true }) + 3;
}

/** All of them where they fit in small print, else their beginning. */
function drawTerms(pdf: PDFKit.PDFDocument, terms: string | null, messages: Messages, top: number): void {
  const text = (terms ?? '').slice(0, TERMS_CHARS_MAX).split(/\r?\n/).map(oneLine).join('\n').trim();
  if (text === '') return;
  const y = printText(pdf, messages.terms, { x: MARGIN, y: top, width: WIDTH, size: 7.5, isBold: true });
  const left = PAGE.height - MARGIN - y;
  const sizes = [7, 6, 5, 4.5];
  const fits = (size: number) => pdf.font(fonts.regular).fontSize(size).heightOfString(text, { width: WIDTH }) <= left;
  const size = sizes.find(fits) ?? 4.5;
  const lineHeight = pdf.font(fonts.regular).fontSize(size).currentLineHeight(true);
  printText(pdf, text, { x: MARGIN, y, width: WIDTH, size, linesMax: Math.floor(left / lineHeight) });
}
