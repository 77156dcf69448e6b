import type { organizerHistory as english } from '../en/organizer-history';
import type { Translation } from '../translate';

/** Texts about the history of a seat. */
export const organizerHistory: Translation<typeof english> = {
  'organizer.history.title': 'Geschichte von {seat}',
  'organizer.history.none': 'Mit diesem Platz ist noch nichts geschehen.',
  'organizer.history.order': 'Bestellung',
  'organizer.actor.buyer': 'Käufer',
  'organizer.actor.organizer': 'Veranstalter',
  'organizer.actor.admin': 'Administrator',
  'organizer.actor.operator': 'Betreiber',
  'organizer.actor.provider': 'Zahlungsanbieter',
  'organizer.actor.reconciler': 'Abgleich mit dem Zahlungsanbieter',
  'organizer.history.reason.HELD': 'Reserviert',
  'organizer.history.reason.TAKEN_OVER': 'Vom nächsten Käufer übernommen',
  'organizer.history.reason.RELEASED': 'Zurückgegeben',
  'organizer.history.reason.EXPIRED': 'Reservierung abgelaufen',
  'organizer.history.reason.RESERVED': 'Zahlung begonnen',
  'organizer.history.reason.PAYMENT_FAILED': 'Zahlung gescheitert',
  'organizer.history.reason.SOLD': 'Verkauft',
  'organizer.history.reason.RETURNED': 'Ticket zurückgegeben',
  'organizer.history.reason.BLOCKED': 'Gesperrt',
  'organizer.history.reason.UNBLOCKED': 'Freigegeben',
  'organizer.history.reason.RETIRED': 'Nicht mehr auf dem Plan',
  'organizer.history.status.AVAILABLE': 'frei',
  'organizer.history.status.HELD': 'reserviert',
  'organizer.history.status.RESERVED': 'in Zahlung',
  'organizer.history.status.SOLD': 'verkauft',
  'organizer.history.status.BLOCKED': 'gesperrt',
};
