import type { seatMap as english } from '../en/seat-map';
import type { Translation } from '../translate';

export const seatMap: Translation<typeof english> = {
  'map.label': 'Saalplan',
  'map.list': 'Liste der Plätze',
  'map.free': { one: '{count} frei', other: '{count} frei' },
  'map.left': { one: 'noch {count}', other: 'noch {count}' },
  'map.from': 'ab {price}',
  'map.soldOut': 'Ausverkauft',
  'map.mine': 'Ihr Platz',
  'map.chosen': 'Von Ihnen gewählt',
  'map.held': 'Wird gerade von jemandem gekauft',
  'map.sold': 'Verkauft',
  'map.blocked': 'Nicht im Verkauf',
  'map.row': 'Reihe {name}',
  'map.seats': 'Plätze',
  'map.singleSeats': 'Einzelne Plätze',
  'map.blocks': { one: '{count} Platz', other: '{count} Plätze nebeneinander' },
  'map.block': 'Von {first}, bis Platz {last}',
  'map.places': { one: '{count} Platz', other: '{count} Plätze' },
};
