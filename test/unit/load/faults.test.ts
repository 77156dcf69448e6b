import { tollOf } from '../../load/drive/faults';
import type { Moment } from '../../load/drive/run-statistics';

/** One second of a run with so many answers, tries that failed, and errors. */
const moment = (second: number, answers: number, failedTries = 0, errors = 0): Moment => ({
  ...{ second, endings: { hold: answers }, latencyMs: {}, refused: 0, errors, failedTries, buyers: 0 },
  ...{ seatsConfirmed: 0, watching: 0, deliveries: 0, lagMs: null, serviceBytes: null, serviceProcessorShare: null },
});

describe('The toll of a fault', () => {
  it('counts what failed while it lasted, and the time until nothing failed any more', () => {
    const moments = [moment(9, 10), moment(10.5, 6, 4), moment(11.5, 10), moment(13.4, 10, 1, 1), moment(15, 10)];
    const [toll] = tollOf([{ what: 'a fault', fromSecond: 10, toSecond: 12 }], moments);
    expect(toll).toMatchObject({ tries: 20, failedShare: 0.2, errors: 1 });
    expect(toll?.healSeconds).toBeCloseTo(1.4);
  });

  it('leaves what comes after the next fault to that one', () => {
    const faults = [
      { what: 'one', fromSecond: 0, toSecond: 1 },
      { what: 'two', fromSecond: 5, toSecond: 6 },
    ];
    const [one, two] = tollOf(faults, [moment(0.5, 1), moment(5.5, 0, 3), moment(7.5, 3)]);
    expect(one).toMatchObject({ failedShare: 0, healSeconds: 0 });
    expect(two).toMatchObject({ failedShare: 1, healSeconds: 0 });
  });
});
