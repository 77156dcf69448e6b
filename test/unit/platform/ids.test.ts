import fc from 'fast-check';
import {
  decodeId,
  decodeIdWithin,
  encodeId,
  encodeIdWithin,
  isUuid,
  kindOfId,
  newId,
  restoreUuid,
  shortenUuid,
} from '../../../src/platform';

const uuids = fc.uuid({ version: 7 });
const letters = fc.string({
  minLength: 22,
  maxLength: 22,
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
});

it('new ids are UUIDs that sort in the order in which they were made', () => {
  const made = Array.from({ length: 1000 }, newId);
  expect(made.every(isUuid)).toBe(true);
  expect(made.every((id) => id[14] === '7')).toBe(true);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(1000);
});

it('every UUID is found again behind its public id, which fits into 32 characters', () => {
  fc.assert(
    fc.property(uuids, (uuid) => {
      const id = encodeId('show', uuid);
      expect(id).toMatch(/^show_[\w-]{22}$/);
      expect(decodeId('show', id)).toBe(uuid);
      expect(kindOfId(id)).toBe('show');
    }),
  );
});

it('a thing has one public id: what is read as a UUID is written the same again', () => {
  fc.assert(
    fc.property(letters, (text) => {
      const uuid = restoreUuid(text);
      expect(uuid === null || (isUuid(uuid) && shortenUuid(uuid) === text)).toBe(true);
    }),
  );
});

it('an id of another kind, or of no shape, is none', () => {
  const id = encodeId('show', newId());
  for (const wrong of [
    id.replace('show', 'event'),
    id.slice(0, -1),
    `${id}A`,
    `${id.slice(0, -1)}!`,
    `${id.slice(0, -1)}B`,
    id.replace('_', ''),
    'show_',
    '',
  ]) {
    expect([wrong, decodeId('show', wrong)]).toEqual([wrong, null]);
  }
  expect(kindOfId('_x')).toBeNull();
  expect(kindOfId('')).toBeNull();
});

it('an id within another object names both, in at most 56 characters, and an id of before names its own alone', () => {
  fc.assert(
    fc.property(uuids, uuids, (outer, uuid) => {
      const id = encodeIdWithin('order', outer, uuid);
      expect(id).toMatch(/^order_[\w-]{43}$/);
      expect(decodeIdWithin('order', id)).toEqual({ outer, uuid });
      expect(decodeIdWithin('order', encodeId('order', uuid))).toEqual({ outer: null, uuid });
      for (const wrong of [id.slice(0, -1), `${id}A`, id.replace('order', 'hold'), `${id.slice(0, -1)}!`]) {
        expect(decodeIdWithin('order', wrong)).toBeNull();
      }
      // One object has one id: no other last letter is read as the same.
      const readings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .map((last) => decodeIdWithin('order', id.slice(0, -1) + last))
        .filter((read) => read !== null && read.uuid === uuid);
      expect(readings).toHaveLength(1);
    }),
  );
});
