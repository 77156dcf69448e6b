/** Texts of the seat map and its list. */
export const seatMap = {
  'map.label': 'Seat map',
  'map.list': 'List of seats',
  'map.free': { one: '{count} free', other: '{count} free' },
  'map.from': 'from {price}',
  'map.soldOut': 'Sold out',
  'map.mine': 'Yours',
  'map.chosen': 'You have chosen it',
  'map.held': 'Somebody is buying it at the moment',
  'map.sold': 'Sold',
  'map.blocked': 'Not for sale',
  'map.row': 'Row {name}',
  'map.seats': 'Seats',
  'map.singleSeats': 'Single seats',
  'map.blocks': { one: '{count} seat', other: '{count} seats next to each other' },
  'map.block': 'From {first}, to seat {last}',
  'map.places': { one: '{count} place', other: '{count} places' },
};
