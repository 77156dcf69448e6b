import type { refusals as english } from '../en/refusals';
import type { Translation } from '../translate';

export const refusals: Translation<typeof english> = {
  'refusal.companionsAlone':
    'Une place d’accompagnateur va avec une place pour fauteuil du même secteur, trois au plus pour chacune.',
  'refusal.exchangeNotPossible':
    'Ces billets ne peuvent pas être échangés contre ces places. Choisissez des places à un autre prix, ou rechargez la page.',
  'refusal.holdExpired':
    'Vos places ne sont plus réservées pour vous. Choisissez-les de nouveau si elles sont encore libres.',
  'refusal.holdNotFound': 'Cette réservation n’existe pas, ou elle appartient à une autre personne.',
  'refusal.holdLimitReached': 'C’est plus que ce qu’une personne peut acheter pour cette représentation.',
  'refusal.keyReused': 'Cette demande a déjà été envoyée avec d’autres places. Rechargez la page et réessayez.',
  'refusal.notAdmitted': 'Ce n’est pas encore votre tour dans la salle d’attente, ou votre tour est passé.',
  'refusal.orderNotCancellable': 'Cette commande ne peut plus être annulée.',
  'refusal.orderNotFound': 'Cette commande n’existe pas, ou elle appartient à une autre personne.',
  'refusal.quoteExpired': 'Cette offre valait cinq minutes. Regardez la nouvelle.',
  'refusal.quoteOutdated': 'Les conditions ont changé. Regardez ce qui est remboursé maintenant.',
  'refusal.returnNotPossible':
    'Ces billets ne peuvent pas être rendus : ils ont été utilisés ou déjà rendus, ou le délai est passé.',
  'refusal.salesNotOpen':
    'Cette représentation n’est pas en vente en ce moment : la vente n’a pas commencé, est interrompue ou terminée.',
  'refusal.seatsUnavailable': 'Quelqu’un a été plus rapide : ces places sont prises.',
};
