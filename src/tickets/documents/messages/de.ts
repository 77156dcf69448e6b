import { featuresOnTickets } from '../../../seating';
import type { Messages } from './messages';

export const de: Messages = {
  doors: 'Einlass',
  start: 'Beginn',
  timeZone: 'Zeiten am Ort:',
  entrance: 'Eingang',
  section: 'Bereich',
  row: 'Reihe',
  seat: 'Platz',
  holder: 'Name',
  order: 'Bestellung',
  price: 'Preis',
  venue: 'Ort',
  unnumbered: 'Freie Platzwahl',
  terms: 'Bedingungen',
  showCode: 'Diesen Code am Eingang vorzeigen. Er gilt für eine Person und einmal.',
  needs: featuresOnTickets('de'),
  title: (eventName, ticketCount) =>
    ticketCount === 1 ? `Ticket: ${eventName}` : `${ticketCount} Tickets: ${eventName}`,
  noLongerValid: 'Dieses Ticket ist nicht mehr gültig.',
};
