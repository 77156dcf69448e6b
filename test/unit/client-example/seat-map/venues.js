// Plain JavaScript with types of its own beside it: the server's sources are checked with other settings than the site's.
const { generateVenueMap } = require('../../../../src/dev/venues/generate-venue-map');
const { canonicalSeatMap } = require('../../../../src/seating/format/canonical-seat-map');
const { seatMapGeometry } = require('../../../../src/seating/pack-geometry');
const { joinedToNext } = require('../../../../src/seating/neighbours');
const { SeatMap } = require('../../../../src/seating/seat-map');

exports.venue = (kind) => {
  const canonical = canonicalSeatMap(generateVenueMap(kind, 3));
  const map = new SeatMap(canonical);
  return { map, file: seatMapGeometry(canonical), joined: joinedToNext(map) };
};
