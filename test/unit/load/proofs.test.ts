import { ConfirmedOrders } from '../../load/drive/confirmed-orders';
import { type Evidence, prove } from '../../load/drive/proofs';
import type { Comparison } from '../../load/drive/watcher-thread';

const compared = (different: number, deliveredSteps: number): Comparison => ({
  ...{ kind: 'compared', equal: 2 - different, different, example: null, deliveredSteps, readSteps: 0 },
});

/** Two seats of three sold to one order, before two watchers; and what is otherwise. */
function broken(otherwise: Partial<Evidence> = {}, more: readonly { id: string; seats: number[] }[] = []): string[] {
  const orders = new ConfirmedOrders();
  for (const order of [{ id: 'order_1', seats: [0, 1] }, ...more]) orders.confirm(order);
  const evidence: Evidence = {
    orders,
    before: { revision: '1-1', statuses: 'AAA', versions: [0, 0, 0] },
    after: { revision: '1-4', statuses: 'SSA', versions: [3, 3, 0] },
    watched: { comparison: compared(0, 12), disorders: 0 },
    isAlone: true,
    ...otherwise,
  };
  return prove(evidence).flatMap(({ claim, holds }) => (holds ? [] : [claim]));
}

describe('The proofs', () => {
  it('hold where everything is as it was promised', () => {
    expect(broken()).toEqual([]);
  });

  it('fail for a seat in two orders', () => {
    expect(broken({ isAlone: false }, [{ id: 'order_2', seats: [1] }])).toEqual(['No seat is in two confirmed orders']);
  });

  it('fail for a confirmed seat that is not sold', () => {
    const after = { revision: '1-4', statuses: 'SHA', versions: [3, 3, 0] };
    expect(broken({ after })).toEqual([
      "Every confirmed order's seats are SOLD",
      'As many seats were sold as were confirmed',
    ]);
  });

  it('fail for a seat that was sold to nobody, but only where nobody else buys', () => {
    const after = { revision: '1-4', statuses: 'SSS', versions: [3, 3, 3] };
    const watched = { comparison: compared(0, 18), disorders: 0 };
    expect(broken({ after, watched })).toEqual(['As many seats were sold as were confirmed']);
    expect(broken({ after, watched, isAlone: false })).toEqual([]);
  });

  it('fail for a map that is not as the others, changes that did not come, and news out of order', () => {
    expect(broken({ watched: { comparison: compared(1, 11), disorders: 2 } })).toEqual([
      "Every watcher's map equals the snapshot",
      'Every change that was published reached every watcher',
      'No watcher received an older revision after a newer one',
    ]);
  });
});
