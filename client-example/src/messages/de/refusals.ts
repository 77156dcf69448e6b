import type { refusals as english } from '../en/refusals';
import type { Translation } from '../translate';

export const refusals: Translation<typeof english> = {
  'refusal.companionsAlone':
    'Ein Begleitplatz gehört zu einem Rollstuhlplatz desselben Bereichs, bis zu drei zu jedem.',
  'refusal.exchangeNotPossible':
    'Diese Karten können nicht gegen diese Plätze getauscht werden. Wählen Sie Plätze zu einem anderen Preis, oder laden Sie die Seite neu.',
  'refusal.holdExpired':
    'Ihre Plätze sind nicht mehr für Sie reserviert. Wählen Sie sie noch einmal, falls sie noch frei sind.',
  'refusal.holdNotFound': 'Diese Reservierung gibt es nicht, oder sie gehört einer anderen Person.',
  'refusal.holdLimitReached': 'Das ist mehr, als eine Person für diese Vorstellung kaufen darf.',
  'refusal.keyReused':
    'Diese Anfrage wurde schon mit anderen Plätzen gesendet. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'refusal.notAdmitted': 'Sie sind im Warteraum noch nicht an der Reihe, oder Ihre Zeit ist abgelaufen.',
  'refusal.orderNotCancellable': 'Diese Bestellung lässt sich nicht mehr stornieren.',
  'refusal.orderNotFound': 'Diese Bestellung gibt es nicht, oder sie gehört einer anderen Person.',
  'refusal.quoteExpired': 'Dieses Angebot galt fünf Minuten. Sehen Sie sich das neue an.',
  'refusal.quoteOutdated': 'Die Bedingungen haben sich geändert. Sehen Sie, was jetzt erstattet wird.',
  'refusal.returnNotPossible':
    'Diese Karten können nicht zurückgegeben werden: Sie wurden benutzt oder schon zurückgegeben, oder die Frist ist vorbei.',
  'refusal.salesNotOpen':
    'Diese Vorstellung ist gerade nicht im Verkauf: Der Verkauf hat noch nicht begonnen, ruht oder ist beendet.',
  'refusal.seatsUnavailable': 'Jemand war schneller: Diese Plätze sind vergeben.',
};
