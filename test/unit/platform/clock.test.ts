import { SyncedClock } from '../../../src/platform';

const at = (ms: number) => new Date(Date.UTC(2030, 0, 1) + ms);

/** The counter of the machine, which stands still unless a test moves it. */
let ticksMs = 100_000_000;
beforeEach(() => jest.spyOn(performance, 'now').mockImplementation(() => ticksMs));
afterEach(() => jest.restoreAllMocks());

/** How far the clock is from the time that began at `at(0)` when the counter stood at `startTicksMs`, in milliseconds. */
const faultOf = (clock: SyncedClock, startTicksMs: number): number =>
  clock.now().getTime() - at(ticksMs - startTicksMs).getTime();

it('it starts at the time of the machine, and goes on with the counter', () => {
  jest.spyOn(Date, 'now').mockReturnValue(at(0).getTime());
  const clock = new SyncedClock();
  expect(clock.now()).toEqual(at(0));
  ticksMs += 1_234;
  expect(clock.now()).toEqual(at(1_234));
});

it('it follows the database, whose answer was true half a round trip ago', () => {
  const clock = new SyncedClock();
  const start = ticksMs - 1000;
  clock.follow(at(100), start + 80, start + 120);
  expect(Math.abs(faultOf(clock, start))).toBeLessThanOrEqual(2);
});

it('a slow answer that agrees does not move it', () => {
  const clock = new SyncedClock();
  const start = ticksMs - 20_000;
  clock.follow(at(1), start, start + 2);
  // The answer was made at once and came back late, as after a pause of this process.
  clock.follow(at(10_001), start + 10_000, start + 10_900);
  expect(Math.abs(faultOf(clock, start))).toBeLessThanOrEqual(2);
});

it('an answer better than what the counter may have drifted since the last one is taken', () => {
  const clock = new SyncedClock();
  const start = ticksMs - 3_600_000;
  clock.follow(at(1), start, start + 2);
  clock.follow(at(3_599_900), start + 3_599_799, start + 3_599_801);
  expect(Math.abs(faultOf(clock, start) - 100)).toBeLessThanOrEqual(2);
});

it('where the clock of the database was set, it is followed at once, back as well as forth', () => {
  const clock = new SyncedClock();
  const start = ticksMs - 30_000;
  clock.follow(at(1), start, start + 2);
  clock.follow(at(10_000 - 60_000), start + 9_950, start + 10_050);
  expect(Math.abs(faultOf(clock, start) + 60_000)).toBeLessThanOrEqual(2);
  clock.follow(at(20_000), start + 19_990, start + 20_010);
  expect(Math.abs(faultOf(clock, start))).toBeLessThanOrEqual(2);
});

it("a step of the machine's own clock does not move it", () => {
  const clock = new SyncedClock();
  const start = ticksMs;
  clock.follow(at(0), start, start);
  jest.spyOn(Date, 'now').mockReturnValue(0);
  expect(faultOf(clock, start)).toBe(0);
});
