/** Texts of the seat map and its list. */
export const seatMap = {
  'map.label': 'Seat map',
};
