import type { organizer as english } from '../en/organizer';
import type { Translation } from '../translate';

export const organizer: Translation<typeof english> = {
  'organizer.signIn': 'Für Veranstalter',
  'organizer.token': 'Zugangstoken',
  'organizer.tokenHint': 'Ihr Betreiber oder Ihre Anmeldung stellt es aus. Es bleibt nur in diesem Tab.',
  'organizer.continue': 'Weiter',
  'organizer.refund.title': 'Vorstellung erstatten',
  'organizer.refund.cancelFirst':
    'Eine Vorstellung wird abgesagt, bevor sie erstattet wird. Das beendet den Verkauf endgültig, und kein Ticket öffnet mehr die Tür.',
  'organizer.refund.cancelSure': 'Ja, diese Vorstellung findet nicht statt.',
  'organizer.refund.cancel': 'Vorstellung absagen',
  'organizer.refund.quote': 'Was würde erstattet?',
  'organizer.refund.orders': { one: '{count} Bestellung', other: '{count} Bestellungen' },
  'organizer.refund.tickets': { one: '{count} gültiges Ticket', other: '{count} gültige Tickets' },
  'organizer.refund.scanned': {
    one: '{count} davon wurde an der Tür gescannt',
    other: '{count} davon wurden an der Tür gescannt',
  },
  'organizer.refund.toReturn': '{amount} werden erstattet.',
  'organizer.refund.kept': '{amount} aus früheren Rückgaben bleiben einbehalten.',
  'organizer.refund.message': 'Nachricht an alle Käufer',
  'organizer.refund.start': { one: '{count} Bestellung erstatten', other: '{count} Bestellungen erstatten' },
  'organizer.refund.progress': 'Erstattete Bestellungen',
  'organizer.refund.state.RUNNING': 'Die Erstattung läuft',
  'organizer.refund.state.STOPPED': 'Die Erstattung wurde angehalten',
  'organizer.refund.state.DONE': 'Die Erstattung ist fertig',
  'organizer.refund.count.left': 'Noch zu beendende Bestellungen',
  'organizer.refund.count.waiting': 'Wartende Erstattungen',
  'organizer.refund.count.pending': 'Erstattungen bei der Bank',
  'organizer.refund.count.returned': 'Erstattet',
  'organizer.refund.count.failed': 'Fehlgeschlagen',
  'organizer.refund.returned': '{returned} von {total} wurden erstattet.',
  'organizer.refund.failed': '{amount} konnten nicht erstattet werden.',
  'organizer.refund.continue': 'Erstattung fortsetzen',
  'organizer.refund.stop': 'Erstattung anhalten',
};
