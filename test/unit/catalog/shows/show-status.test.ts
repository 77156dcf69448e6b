import { type StatusTerms, showStatus } from '../../../../src/catalog/shows/show-status';

const open = new Date('2026-06-01T10:00:00.000Z');
const close = new Date('2026-06-20T18:00:00.000Z');
const terms: StatusTerms = {
  salesOpenAt: open,
  salesCloseAt: close,
  salesPaused: false,
  cancelledAt: null,
  seatsTotal: 40,
  seatsLeft: 12,
};
const justBefore = (instant: Date) => new Date(instant.getTime() - 1);

it.each<[string, Partial<StatusTerms>, Date, string]>([
  ['before the sale opens it is scheduled', {}, justBefore(open), 'SCHEDULED'],
  ['at the very instant of opening it is on sale', {}, open, 'ON_SALE'],
  ['until the last millisecond it is on sale', {}, justBefore(close), 'ON_SALE'],
  ['at the very instant of closing it is closed', {}, close, 'SALES_CLOSED'],
  ['a show without seats is not on sale yet', { seatsTotal: null, seatsLeft: null }, open, 'SCHEDULED'],
  [
    'a paused show without seats is not on sale yet',
    { seatsTotal: null, seatsLeft: null, salesPaused: true },
    open,
    'SCHEDULED',
  ],
  ['without seats it closes like any other', { seatsTotal: null, seatsLeft: null }, close, 'SALES_CLOSED'],
  ['with no seat left it is sold out', { seatsLeft: 0 }, open, 'SOLD_OUT'],
  ['a pause says more than that nothing is left', { salesPaused: true, seatsLeft: 0 }, open, 'SALES_PAUSED'],
  ['a pause before the opening changes nothing yet', { salesPaused: true }, justBefore(open), 'SCHEDULED'],
  ['a pause after the closing changes nothing any more', { salesPaused: true }, close, 'SALES_CLOSED'],
  ['a sold-out show closes like any other', { seatsLeft: 0 }, close, 'SALES_CLOSED'],
  ['a show with no seat before the opening is scheduled', { seatsLeft: 0 }, justBefore(open), 'SCHEDULED'],
  ['cancelled before the opening is cancelled', { cancelledAt: open }, justBefore(open), 'CANCELLED'],
  ['cancelled stays cancelled after the closing', { cancelledAt: open, salesPaused: true }, close, 'CANCELLED'],
])('%s', (_sentence, changed, now, status) => {
  expect(showStatus({ ...terms, ...changed }, now)).toBe(status);
});
