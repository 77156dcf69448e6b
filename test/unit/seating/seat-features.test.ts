import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeatMap, seatFeatures, seatMapJsonSchema } from '../../../src/seating';
import { bitsOf, featureOfWord, featuresOn, seatFeatureDefinitions } from '../../../src/seating/format/seat-features';
import { readSound, studio } from './files';

it('all features fit into the bytes that a map keeps for each seat', () => {
  const map = new SeatMap(readSound(studio()));
  expect(bitsOf(seatFeatures)).toBeLessThan(2 ** (8 * map.featureBits.BYTES_PER_ELEMENT));
});

it.each(seatFeatures)('%s is described to whoever writes a map', (feature) => {
  const { description, allowedOn } = seatFeatureDefinitions[feature];
  const docs = readFileSync(join(__dirname, '../../../docs/seat-map-format.md'), 'utf8');
  const line = docs.split('\n').find((text) => text.startsWith(`| \`${feature}\` `)) ?? '';
  const mark = (kind: 'seat' | 'standingArea') => (featuresOn(kind).some((known) => known === feature) ? 'yes' : '');
  const cells = line.split('|').map((cell) => cell.trim());
  expect(cells).toEqual(['', `\`${feature}\``, description, mark('seat'), mark('standingArea'), '']);
  expect(JSON.stringify(seatMapJsonSchema()).includes(`${feature}: ${description}`)).toBe(allowedOn.length > 0);
});

it.each([
  ['accessible', 'ACCESSIBLE'],
  ['Wheelchair', 'ACCESSIBLE'],
  ['step-free', 'ACCESSIBLE'],
  ['restricted  view', 'OBSTRUCTED_VIEW'],
  ['Visibilité réduite', 'OBSTRUCTED_VIEW'],
  ['Induktionsschleife', 'HEARING_LOOP'],
  ['transfer seat', 'TRANSFER_SEAT'],
  ['Folding armrest', 'LIFT_UP_ARMREST'],
  ['Près de la sortie', 'NEAR_EXIT'],
  ['cosy', undefined],
  ['constructor', undefined],
])('the word "%s" of a foreign file means %s', (word, feature) => {
  expect(featureOfWord(word)).toBe(feature);
});

it('no word means two features', () => {
  const words = seatFeatures.flatMap((feature) => [feature, ...seatFeatureDefinitions[feature].importWords]);
  expect(new Set(words).size).toBe(words.length);
});
