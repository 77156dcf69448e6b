/** Texts of the ways to choose seats: the best ones, places by number, needs, and suggestions. */
export const choosing = {
  'show.reserveBest': { one: 'Reserve the best {count} seat', other: 'Reserve the best {count} seats' },
  'show.noSuchSeats': {
    one: 'There are no seats like this next to each other. One person alone would fit.',
    other:
      'There are no seats like this for all of you. At most {count} fit next to each other: try fewer people or other wishes.',
  },
  'show.noneFit': 'No free seats have what you need. Try other wishes.',
  'show.placesLeft': { one: 'Only {count} place is left here.', other: 'Only {count} places are left here.' },
  'show.noPlacesLeft': 'No places are left here.',
  'show.places': { one: '{count} place', other: '{count} places' },
  'show.fewerPlaces': 'One place fewer: {area}',
  'show.morePlaces': 'One place more: {area}',
  'show.needs': 'What do you need?',
  'show.needsHint': 'Only seats that have all of it are shown.',
  'show.wheelchairs': 'Places for wheelchairs',
  'show.fewerWheelchairs': 'One place for a wheelchair fewer',
  'show.moreWheelchairs': 'One place for a wheelchair more',
  'show.companions': { one: '{count} companion beside it', other: '{count} companions beside them' },
  'show.leavesSingle': 'This would leave a single seat beside yours. Take other seats so that nobody has to sit alone.',
  'show.suggestion': 'Take {seats}',
};
