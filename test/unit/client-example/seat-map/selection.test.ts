import { SeatSelection } from '../../../../client-example/src/seat-map/choose/selection';
import { decodeGeometry } from '../../../../client-example/src/seat-map/store/geometry';
import { openStore, plainGeometry, plainStore } from './maps';

const opened = (statuses: string[], partySize = 2) => {
  const geometry = decodeGeometry(plainGeometry(statuses.length, statuses[0]?.length ?? 0));
  const { store, nextFrame } = openStore(geometry, statuses.join(''));
  return { store, nextFrame, selection: new SeatSelection(store, { partySize, seatsMax: 6 }) };
};

it('takes the block around the seat that was tapped', () => {
  const { selection } = opened(['AAAAAAAAAA', 'AAAAAAAAAA'], 3);
  expect(selection.press(14)).toBe('chosen');
  expect(selection.chosen).toEqual([13, 14, 15]);
  expect(selection.press(14)).toBe('removed');
  expect(selection.chosen).toEqual([]);
});

it('leaves no single seat where a block beside it is as good', () => {
  const { selection } = opened(['SAAAAS']);
  selection.press(2);
  expect(selection.chosen).toEqual([1, 2]);
});

it('goes to the nearest block where the tapped seat has no free neighbour', () => {
  const { selection } = opened(['SSASSSSSAA', 'SSSSAASSSS', 'SSSSSSSSSS', 'SSSSSSSSSS']);
  selection.press(2);
  expect(selection.chosen).toEqual([14, 15]);
});

it('says so where there is no such block', () => {
  const { selection } = opened(['ASASASASA'], 2);
  expect(selection.press(0)).toBe('unavailable');
  expect(selection.nearestBlock()).toEqual([]);
  expect(selection.press(1)).toBe('unavailable');
});

it('never seats people together across an aisle', () => {
  const file = plainGeometry(1, 4);
  const x = [...file.seats.x];
  x[2] = 170;
  const { store } = openStore(decodeGeometry({ ...file, seats: { ...file.seats, x } }));
  const selection = new SeatSelection(store, { partySize: 3, seatsMax: 6 });
  expect(selection.press(1)).toBe('unavailable');
  selection.partySize = 2;
  selection.press(2);
  expect(selection.chosen).toEqual([2, 3]);
});

it('does not take a step-free seat for somebody who did not ask for one', () => {
  const file = plainGeometry(2, 6);
  const features = [0, 2, 2, 2, 0, 8];
  const { store } = openStore(decodeGeometry({ ...file, seats: { ...file.seats, features } }));
  const selection = new SeatSelection(store, { partySize: 2, seatsMax: 6 });
  selection.press(1);
  expect(selection.chosen).toEqual([0, 1]);
  selection.press(2);
  expect(selection.chosen).toEqual([2, 3]);
});

it('chooses seat by seat up to what one buyer may have', () => {
  const { selection } = opened(['AAAAAAAAAA']);
  selection.mode = 'single';
  for (const seat of [9, 0, 4, 2, 6, 8]) expect(selection.press(seat)).toBe('chosen');
  expect(selection.chosen).toEqual([0, 2, 4, 6, 8, 9]);
  expect(selection.press(1)).toBe('full');
  expect(selection.press(4)).toBe('removed');
  expect(selection.press(1)).toBe('chosen');
});

it('loses a chosen seat at once when somebody takes it, keeps the rest, and finds the nearest block', () => {
  const { store, nextFrame, selection } = opened(['AAAAAAAAAA', 'AAAAAAAAAA']);
  selection.choose([4, 5]);
  store.apply([{ index: 5, status: 'HELD', version: 1 }], '1-1');
  nextFrame();
  expect(selection.chosen).toEqual([4]);
  expect(selection.lost).toEqual([5]);
  const block = selection.nearestBlock();
  expect(block).toHaveLength(2);
  expect(block).not.toContain(5);
  selection.choose(block);
  expect(selection.lost).toEqual([]);
});

it('does not lose seats to the hold that is on its way, nor to its own one', () => {
  const { store, nextFrame, selection } = opened(['AAAA']);
  selection.choose([0, 1]);
  selection.reserving = true;
  store.apply(
    [0, 1].map((index) => ({ index, status: 'HELD' as const, version: 1 })),
    '1-1',
  );
  nextFrame();
  expect(selection.chosen).toEqual([0, 1]);
  store.setMine([0, 1]);
  selection.reserving = false;
  nextFrame();
  expect(selection.chosen).toEqual([0, 1]);
  expect(selection.lost).toEqual([]);
});

it('takes places of a standing area, which need no neighbours', () => {
  const { store } = plainStore(1, 2, 10);
  store.apply(
    [3, 5].map((index) => ({ index, status: 'SOLD' as const, version: 1 })),
    '1-1',
  );
  const selection = new SeatSelection(store, { partySize: 3, seatsMax: 6 });
  selection.press(8);
  expect(selection.chosen).toEqual([2, 4, 6]);
});

it('forgets the choice when the map of the show is replaced', () => {
  const { store, nextFrame, selection } = opened(['AAAA']);
  selection.press(0);
  store.open(decodeGeometry(plainGeometry(3, 3)), [], { statuses: 'A'.repeat(9), versions: [], revision: '2-0' });
  nextFrame();
  expect(selection.chosen).toEqual([]);
});

describe('what the buyer needs', () => {
  /** Bits: 2 is a wheelchair place. One row of six: two ordinary seats, two wheelchair places, two ordinary seats. */
  const withWheelchairs = (partySize = 2, standing = 4) => {
    const file = plainGeometry(1, 6, standing);
    const features = [0, 2, 2, 2, 0, 2, 1, standing];
    const { store } = openStore(decodeGeometry({ ...file, seats: { ...file.seats, features } }));
    return { store, selection: new SeatSelection(store, { partySize, seatsMax: 6 }) };
  };

  it('never chooses a wheelchair place for somebody who named another seat, even where no other block is left', () => {
    const { store, selection } = withWheelchairs(3, 0);
    expect(selection.press(1)).toBe('unavailable');
    store.setNeeds([], true);
    expect(selection.press(1)).toBe('chosen');
  });

  it('shows and chooses only what fits', () => {
    const { store, selection } = withWheelchairs();
    store.setNeeds(['ACCESSIBLE'], false);
    expect([0, 1, 2, 3].map((index) => store.fits(index))).toEqual([false, false, true, true]);
    expect(selection.nearestBlock()).toEqual([2, 3]);
    store.setNeeds(['ACCESSIBLE', 'HEARING_LOOP'], false);
    expect(store.fits(2)).toBe(true);
    store.setNeeds([], false);
    expect(store.fits(0)).toBe(true);
  });

  it('exchanges places without numbers that others take, as long as there are others', () => {
    const { store, selection } = withWheelchairs();
    selection.choose([6, 7]);
    store.apply([{ index: 6, status: 'HELD', version: 1 }], '1');
    selection.lose([6]);
    expect([selection.chosen, selection.lost]).toEqual([[7, 8], []]);
    for (const index of [7, 8, 9]) store.apply([{ index, status: 'HELD', version: 1 }], '2');
    selection.lose([7, 8]);
    expect([selection.chosen, selection.lost]).toEqual([[], [7, 8]]);
  });
});
