import type { choosing as english } from '../en/choosing';
import type { Translation } from '../translate';

export const choosing: Translation<typeof english> = {
  'show.reserveBest': { one: 'Réserver la meilleure place', other: 'Réserver les {count} meilleures places' },
  'show.noSuchSeats': {
    one: 'Il n’y a pas de telles places côte à côte. Une personne seule aurait une place.',
    other:
      'Il n’y a pas de telles places pour vous tous. Au plus {count} sont côte à côte : essayez avec moins de personnes ou d’autres souhaits.',
  },
  'show.noneFit': 'Aucune place libre n’a ce qu’il vous faut. Essayez d’autres souhaits.',
  'show.placesLeft': { one: 'Il ne reste que {count} place ici.', other: 'Il ne reste que {count} places ici.' },
  'show.noPlacesLeft': 'Il ne reste plus de place ici.',
  'show.places': { one: '{count} place', other: '{count} places' },
  'show.fewerPlaces': 'Une place de moins : {area}',
  'show.morePlaces': 'Une place de plus : {area}',
  'show.needs': 'De quoi avez-vous besoin ?',
  'show.needsHint': 'Seules les places qui ont tout cela sont affichées.',
  'show.wheelchairs': 'Places pour fauteuil roulant',
  'show.fewerWheelchairs': 'Une place pour fauteuil de moins',
  'show.moreWheelchairs': 'Une place pour fauteuil de plus',
  'show.companions': { one: '{count} accompagnateur à côté', other: '{count} accompagnateurs à côté' },
  'show.leavesSingle':
    'Une place seule resterait à côté des vôtres. Prenez d’autres places pour que personne ne soit seul.',
  'show.suggestion': 'Prendre {seats}',
};
