// Plain JavaScript with types of its own beside it: the server's sources are checked with other settings than the site's.
const { generateVenueMap } = require('../../../../src/dev/venues/generate-venue-map');
const { canonicalSeatMap } = require('../../../../src/seating/format/canonical-seat-map');
const { seatMapGeometry } = require('../../../../src/seating/pack-geometry');
const { SeatMap } = require('../../../../src/seating/seat-map');

exports.venue = (kind) => {
  const canonical = canonicalSeatMap(generateVenueMap(kind, 3));
  return { map: new SeatMap(canonical), file: seatMapGeometry(canonical) };
};
