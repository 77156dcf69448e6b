import { featuresOnTickets } from '../../../seating';
import type { Messages } from './messages';

export const en: Messages = {
  doors: 'Doors',
  start: 'Start',
  timeZone: 'Times are local:',
  entrance: 'Entrance',
  section: 'Section',
  row: 'Row',
  seat: 'Seat',
  holder: 'Name',
  order: 'Order',
  price: 'Price',
  venue: 'Venue',
  unnumbered: 'Any place',
  terms: 'Terms',
  showCode: 'Show this code at the entrance. It admits one person, once.',
  needs: featuresOnTickets('en'),
  title: (eventName, ticketCount) =>
    ticketCount === 1 ? `Ticket: ${eventName}` : `${ticketCount} tickets: ${eventName}`,
  noLongerValid: 'This ticket is no longer valid.',
};
