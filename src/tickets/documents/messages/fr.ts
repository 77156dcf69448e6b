import { featuresOnTickets } from '../../../seating';
import type { Messages } from './messages';

export const fr: Messages = {
  doors: 'Ouverture des portes',
  start: 'Début',
  timeZone: 'Heures locales :',
  entrance: 'Entrée',
  section: 'Secteur',
  row: 'Rang',
  seat: 'Place',
  holder: 'Nom',
  order: 'Commande',
  price: 'Prix',
  venue: 'Lieu',
  unnumbered: 'Placement libre',
  terms: 'Conditions',
  showCode: 'Présentez ce code à l’entrée. Il est valable pour une personne, une seule fois.',
  needs: featuresOnTickets('fr'),
  title: (eventName, ticketCount) =>
    ticketCount === 1 ? `Billet : ${eventName}` : `${ticketCount} billets : ${eventName}`,
  noLongerValid: 'Ce billet n’est plus valable.',
};
