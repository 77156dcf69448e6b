import type { queue as english } from '../en/queue';
import type { Translation } from '../translate';

export const queue: Translation<typeof english> = {
  'queue.title': 'File d’attente',
  'queue.place': 'Votre place',
  'queue.placeTitle': 'Place {position}',
  'queue.next': 'C’est bientôt à vous',
  'queue.minutes': { one: 'Environ {count} minute', other: 'Environ {count} minutes' },
  'queue.soon': 'Moins d’une minute',
  'queue.noEstimate': 'Le temps d’attente ne peut pas encore être estimé.',
  'queue.keep': 'Laissez cette page ouverte. Votre place est conservée, même si la connexion se coupe.',
  'queue.notice': 'Message de l’organisateur',
  'queue.before': 'La vente n’est pas encore ouverte',
  'queue.beforeBody':
    'Toutes les personnes présentes à {when} sont tirées au sort. Arriver tôt ne donne aucun avantage.',
  'queue.opensIn': 'Ouverture dans',
  'queue.ticket': 'Votre numéro de tirage',
  'queue.leave': 'Quitter la file',
  'queue.left': 'Vous avez quitté la file',
  'queue.rejoin': 'Rejoindre à nouveau',
  'queue.closed': 'La file est terminée pour vous',
  'queue.admitted': 'C’est à vous',
  'queue.admittedBody': 'Direction les places …',
  'queue.inactive': 'Pas de file : allez directement aux places',
  'queue.toSeats': 'Aux places',
  'draw.title': 'Un tirage équitable, vérifiable par vous',
  'draw.body':
    'Avant toute inscription, l’ordre était fixé par une graine secrète. Son empreinte était publique ; la graine l’est depuis le tirage.',
  'draw.commitment': 'Empreinte (SHA-256)',
  'draw.seed': 'Graine',
  'draw.notYet': 'Publiée avec le tirage',
  'draw.verify': 'Recalculer ma place',
  'draw.working': 'Calcul …',
  'draw.good': 'Le numéro {ticket} sur {count} a obtenu la place {place}. La graine correspond à l’empreinte.',
  'draw.late':
    'Vous êtes arrivé après le tirage : votre place est votre numéro, {ticket}. La graine correspond à l’empreinte.',
  'draw.bad': 'La graine ne correspond pas à l’empreinte. Veuillez prévenir l’organisateur.',
  'queue.ahead': { one: '{count} personne avant vous', other: '{count} personnes avant vous' },
  'queue.seatsLeft': { one: '{count} place restante', other: '{count} places restantes' },
  'queue.tight':
    'Cela risque d’être juste : les places ne suffiront que si les personnes avant vous en prennent moins.',
  'queue.poor': 'Pour être honnête : il ne restera sans doute plus de places à votre tour.',
};
