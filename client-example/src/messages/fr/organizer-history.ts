import type { organizerHistory as english } from '../en/organizer-history';
import type { Translation } from '../translate';

/** Texts about the history of a seat. */
export const organizerHistory: Translation<typeof english> = {
  'organizer.history.title': 'Histoire de {seat}',
  'organizer.history.none': 'Rien n’est encore arrivé à cette place.',
  'organizer.history.order': 'Commande',
  'organizer.actor.buyer': 'Acheteur',
  'organizer.actor.organizer': 'Organisateur',
  'organizer.actor.admin': 'Administrateur',
  'organizer.actor.operator': 'Exploitant',
  'organizer.actor.provider': 'Prestataire de paiement',
  'organizer.actor.reconciler': 'Comparaison avec le prestataire de paiement',
  'organizer.history.reason.HELD': 'Réservée',
  'organizer.history.reason.TAKEN_OVER': 'Reprise par l’acheteur suivant',
  'organizer.history.reason.RELEASED': 'Rendue',
  'organizer.history.reason.EXPIRED': 'Réservation expirée',
  'organizer.history.reason.RESERVED': 'Paiement commencé',
  'organizer.history.reason.PAYMENT_FAILED': 'Paiement échoué',
  'organizer.history.reason.SOLD': 'Vendue',
  'organizer.history.reason.RETURNED': 'Billet rendu',
  'organizer.history.reason.BLOCKED': 'Bloquée',
  'organizer.history.reason.UNBLOCKED': 'Débloquée',
  'organizer.history.reason.RETIRED': 'Plus sur le plan',
  'organizer.history.status.AVAILABLE': 'libre',
  'organizer.history.status.HELD': 'réservée',
  'organizer.history.status.RESERVED': 'en paiement',
  'organizer.history.status.SOLD': 'vendue',
  'organizer.history.status.BLOCKED': 'bloquée',
};
