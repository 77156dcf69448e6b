import { FrameDecoder } from '../../load/drive/frame-decoder';
import { SeatCopy } from '../../load/drive/seat-copy';
import { isBefore } from '../../load/drive/watcher';

const news = (decoder: FrameDecoder, revision: string, changes: readonly object[]) => {
  const seatStatusChanged = { revision, resyncRequired: false, changes };
  const decoded = decoder.decode(
    Buffer.from(JSON.stringify({ id: '1', type: 'next', payload: { data: { seatStatusChanged } } })),
  );
  if (decoded.kind !== 'changed') throw new Error(decoded.kind);
  return decoded;
};

describe("A watcher's copy of the map", () => {
  it('takes newer changes, leaves older ones, and counts every step of a version once', () => {
    const copy = new SeatCopy(3);
    copy.read({ revision: '1-1', statuses: 'AAH', versions: [0, 0, 4] });
    const decoder = new FrameDecoder(new Float64Array(3));
    const held = news(decoder, '1-2', [
      { index: 0, status: 'HELD', version: 1 },
      { index: 2, status: 'AVAILABLE', version: 3 },
    ]);
    copy.take(held.changes);
    copy.take(held.changes);
    expect(copy.deliveredSteps).toBe(1);
    expect(copy.firstDifference({ revision: '1-2', statuses: 'HAH', versions: [1, 0, 4] })).toBe(-1);
    expect(copy.firstDifference({ revision: '1-2', statuses: 'SAH', versions: [2, 0, 4] })).toBe(0);
    copy.read({ revision: '1-9', statuses: 'SAA', versions: [3, 0, 5] });
    expect(copy.readSteps).toBe(3);
  });

  it('parses equal bytes once and every other frame anew', () => {
    const decoder = new FrameDecoder(new Float64Array(2));
    const first = news(decoder, '1-2', [{ index: 0, status: 'HELD', version: 1 }]);
    expect(news(decoder, '1-2', [{ index: 0, status: 'HELD', version: 1 }])).toBe(first);
    expect(news(decoder, '1-2', [{ index: 1, status: 'HELD', version: 1 }])).not.toBe(first);
  });

  it('says how long ago a seat was asked for, but not when it is held again after a declined card', () => {
    const askedAtMs = new Float64Array(1).fill(5_000);
    const decoder = new FrameDecoder(askedAtMs);
    expect(news(decoder, '1-2', [{ index: 0, status: 'HELD', version: 1 }]).askedAtMs).toBe(5_000);
    expect(news(decoder, '1-3', [{ index: 0, status: 'HELD', version: 3 }]).askedAtMs).toBe(0);
  });

  it('knows an older revision of one life of the stream', () => {
    expect(isBefore('1-2', '1-10')).toBe(true);
    expect(isBefore('1-10', '1-2')).toBe(false);
    expect(isBefore('2-1', '1-10')).toBe(false);
  });
});
