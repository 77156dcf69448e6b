import type { choosing as english } from '../en/choosing';
import type { Translation } from '../translate';

export const choosing: Translation<typeof english> = {
  'show.reserveBest': { one: 'Den besten Platz reservieren', other: 'Die besten {count} Plätze reservieren' },
  'show.noSuchSeats': {
    one: 'Solche Plätze nebeneinander gibt es nicht mehr. Eine Person allein hätte Platz.',
    other:
      'Für Sie alle gibt es solche Plätze nicht. Höchstens {count} sind nebeneinander frei: weniger Personen oder andere Wünsche.',
  },
  'show.noneFit': 'Kein freier Platz hat, was Sie brauchen. Versuchen Sie es mit anderen Wünschen.',
  'show.placesLeft': { one: 'Hier ist nur noch {count} Platz frei.', other: 'Hier sind nur noch {count} Plätze frei.' },
  'show.noPlacesLeft': 'Hier ist kein Platz mehr frei.',
  'show.places': { one: '{count} Platz', other: '{count} Plätze' },
  'show.fewerPlaces': 'Ein Platz weniger: {area}',
  'show.morePlaces': 'Ein Platz mehr: {area}',
  'show.needs': 'Was brauchen Sie?',
  'show.needsHint': 'Gezeigt werden nur Plätze, die alles davon haben.',
  'show.wheelchairs': 'Rollstuhlplätze',
  'show.fewerWheelchairs': 'Ein Rollstuhlplatz weniger',
  'show.moreWheelchairs': 'Ein Rollstuhlplatz mehr',
  'show.companions': { one: '{count} Begleitung daneben', other: '{count} Begleitungen daneben' },
  'show.leavesSingle':
    'Neben Ihnen bliebe ein einzelner Platz frei. Nehmen Sie andere Plätze, damit niemand allein sitzen muss.',
  'show.suggestion': '{seats} nehmen',
};
