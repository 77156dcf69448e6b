import type { DocumentLanguage } from '../../tickets';
import type { OptionalKind } from '../ledger/notification';

/** The words of the pages that links in mails lead to. */
export interface PageTexts {
  readonly preferences: string;
  /** Which kinds these are, and for which address. */
  readonly aboutPreferences: (address: string) => string;
  readonly always: string;
  readonly kinds: Readonly<Record<OptionalKind, string>>;
  readonly save: string;
  readonly none: string;
  readonly saved: string;
  readonly keep: string;
  readonly aboutKeep: (address: string) => string;
  readonly keepButton: string;
  readonly kept: string;
  readonly aboutKept: string;
  readonly tooLate: string;
  readonly invalid: string;
  readonly aboutInvalid: string;
}

export const pageTexts: Readonly<Record<DocumentLanguage, PageTexts>> = {
  en: {
    preferences: 'Which mails do you want?',
    aboutPreferences: (address) => `For ${address}.`,
    always: 'Confirmations, refunds, and what changes about your show or your tickets are always sent.',
    kinds: {
      PAYMENT_FAILED: 'A payment that did not succeed',
      HOLD_ENDING: 'Seats that are held only a little longer',
      SEATS_RELEASED: 'Seats that were released',
      SHOW_PAUSED: 'Sales of a show that are paused',
      SOLD_OUT: 'A show of yours that is sold out',
      DEAD_LETTERS: 'Payments and mails of your shows that need attention',
    },
    save: 'Save',
    none: 'None of these',
    saved: 'Saved. Only what is ticked is sent to you.',
    keep: 'Keep your address?',
    aboutKeep: (address) =>
      `Mail about your order goes to ${address} as before, and nobody else gets it. Then open your order and have your tickets issued again: the old ones no longer open the door.`,
    keepButton: 'Keep my address',
    kept: 'Your address stays',
    aboutKept: 'Mail about your order comes to you. Links that were sent to another address no longer work.',
    tooLate: 'This was done before, or is more than 30 days ago.',
    invalid: 'This link is not valid',
    aboutInvalid: 'Open the link in the mail once more, or copy the whole of it.',
  },
  de: {
    preferences: 'Welche Mails möchten Sie?',
    aboutPreferences: (address) => `Für ${address}.`,
    always:
      'Bestätigungen, Erstattungen und was sich an Ihrer Veranstaltung oder Ihren Tickets ändert, senden wir immer.',
    kinds: {
      PAYMENT_FAILED: 'Eine Zahlung war nicht erfolgreich',
      HOLD_ENDING: 'Plätze sind nur noch kurz reserviert',
      SEATS_RELEASED: 'Plätze wurden wieder frei',
      SHOW_PAUSED: 'Der Verkauf einer Veranstaltung ruht',
      SOLD_OUT: 'Eine Ihrer Veranstaltungen ist ausverkauft',
      DEAD_LETTERS: 'Zahlungen und Mails Ihrer Veranstaltungen brauchen Aufmerksamkeit',
    },
    save: 'Speichern',
    none: 'Keine davon',
    saved: 'Gespeichert. Sie bekommen nur, was angekreuzt ist.',
    keep: 'Adresse behalten?',
    aboutKeep: (address) =>
      `Mails zu Ihrer Bestellung gehen wie bisher an ${address}, und an niemanden sonst. Öffnen Sie danach Ihre Bestellung und lassen Sie Ihre Tickets neu ausstellen: Mit den alten kommt dann niemand mehr hinein.`,
    keepButton: 'Meine Adresse behalten',
    kept: 'Ihre Adresse bleibt',
    aboutKept:
      'Mails zu Ihrer Bestellung kommen zu Ihnen. Links, die an eine andere Adresse gingen, gelten nicht mehr.',
    tooLate: 'Das ist schon geschehen oder mehr als 30 Tage her.',
    invalid: 'Dieser Link ist nicht gültig',
    aboutInvalid: 'Öffnen Sie den Link in der Mail noch einmal, oder kopieren Sie ihn ganz.',
  },
  fr: {
    preferences: 'Quels messages souhaitez-vous ?',
    aboutPreferences: (address) => `Pour ${address}.`,
    always:
      'Les confirmations, les remboursements et ce qui change pour votre spectacle ou vos billets sont toujours envoyés.',
    kinds: {
      PAYMENT_FAILED: 'Un paiement qui n’a pas abouti',
      HOLD_ENDING: 'Des places réservées pour peu de temps encore',
      SEATS_RELEASED: 'Des places remises en vente',
      SHOW_PAUSED: 'Des ventes suspendues',
      SOLD_OUT: 'Un de vos spectacles est complet',
      DEAD_LETTERS: 'Des paiements et messages de vos spectacles à traiter',
    },
    save: 'Enregistrer',
    none: 'Aucun de ceux-ci',
    saved: 'Enregistré. Vous ne recevez que ce qui est coché.',
    keep: 'Garder votre adresse ?',
    aboutKeep: (address) =>
      `Les messages sur votre commande arrivent comme avant à ${address}, et à personne d’autre. Ouvrez ensuite votre commande et faites réémettre vos billets : les anciens ne permettront plus d’entrer.`,
    keepButton: 'Garder mon adresse',
    kept: 'Votre adresse est conservée',
    aboutKept:
      'Les messages sur votre commande vous parviennent. Les liens envoyés à une autre adresse ne fonctionnent plus.',
    tooLate: 'C’est déjà fait, ou cela date de plus de 30 jours.',
    invalid: 'Ce lien n’est pas valable',
    aboutInvalid: 'Ouvrez de nouveau le lien du message, ou copiez-le en entier.',
  },
};
