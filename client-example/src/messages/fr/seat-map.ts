import type { seatMap as english } from '../en/seat-map';
import type { Translation } from '../translate';

export const seatMap: Translation<typeof english> = {
  'map.label': 'Plan de salle',
  'map.list': 'Liste des places',
  'map.free': { one: '{count} libre', other: '{count} libres' },
  'map.left': { one: 'reste {count}', other: 'reste {count}' },
  'map.from': 'dès {price}',
  'map.soldOut': 'Complet',
  'map.mine': 'Votre place',
  'map.chosen': 'Choisie par vous',
  'map.held': 'Quelqu’un l’achète en ce moment',
  'map.sold': 'Vendue',
  'map.blocked': 'Pas en vente',
  'map.row': 'Rang {name}',
  'map.seats': 'Places',
  'map.singleSeats': 'Places seules',
  'map.blocks': { one: '{count} place', other: '{count} places côte à côte' },
  'map.block': 'De {first}, à la place {last}',
  'map.places': { one: '{count} place', other: '{count} places' },
};
