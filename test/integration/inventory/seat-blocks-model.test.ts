import fc from 'fast-check';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, damages, hold, isLikeLedger, ledger, release } from '../../support/holds';
import { blockSeats, seatBlocks, unblockSeats } from '../../support/seat-blocks';
import { openTestApp } from '../../support/test-app';
import { Watcher } from '../../support/watcher';

// What organizers block while buyers storm is blocked, and everybody counts and sees the same.
const testApp = openTestApp({ DATABASE_POOL_MAX: '16' });
const ORGANIZER = '0190a000-0000-7000-8000-000000000002';
const ROWS = 4;
const SEATS = 600;

const kinds = ['HOUSE', 'PRESS', 'DISTANCE'] as const;
type Step =
  | { readonly do: 'block'; readonly from: number; readonly length: number; readonly kind: (typeof kinds)[number] }
  | { readonly do: 'until'; readonly from: number; readonly length: number; readonly seconds: number }
  | { readonly do: 'unblock'; readonly from: number; readonly length: number }
  | { readonly do: 'wait'; readonly seconds: number };

const span = { from: fc.nat(SEATS - 1), length: fc.integer({ min: 1, max: SEATS }) };
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('block' as const), ...span, kind: fc.constantFrom(...kinds) }),
    fc.record({ do: fc.constant('until' as const), ...span, seconds: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ do: fc.constant('unblock' as const), ...span }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  ),
  { minLength: 3, maxLength: 10 },
);

interface Mark {
  readonly kind: string;
  /** In seconds of the run; infinite where the block has no end. */
  readonly until: number;
}

/** The marks that the seats should have, by the simplest means. */
class Marks {
  now = 0;
  readonly bySeat: (Mark | null)[] = Array(SEATS).fill(null);

  set({ from, length }: { readonly from: number; readonly length: number }, mark: Mark | null): void {
    this.bySeat.fill(mark, from, Math.min(SEATS, from + length));
  }

  pass(seconds: number): void {
    this.now += seconds;
    for (const [seatNo, mark] of this.bySeat.entries())
      if (mark !== null && mark.until <= this.now) this.bySeat[seatNo] = null;
  }
}

async function act(show: MadeShow, marks: Marks, step: Step, token: string): Promise<void> {
  if (step.do === 'wait') {
    marks.pass(step.seconds);
    testApp.clock.advanceSeconds(step.seconds);
    await testApp.app.modules.inventory.releaseBlocks();
    return;
  }
  const to = Math.min(SEATS, step.from + step.length) - 1;
  const ranges = [{ fromSeatId: show.seat(step.from), toSeatId: show.seat(to) }];
  switch (step.do) {
    case 'block':
      await blockSeats(testApp, show, { ranges }, token, { kind: step.kind });
      return marks.set(step, { kind: step.kind, until: Number.POSITIVE_INFINITY });
    case 'until': {
      const releaseAt = new Date(testApp.clock.now().getTime() + step.seconds * 1000).toISOString();
      await blockSeats(testApp, show, { ranges }, token, { kind: 'KILL', releaseAt });
      return marks.set(step, { kind: 'KILL', until: marks.now + step.seconds });
    }
    case 'unblock':
      await unblockSeats(testApp, show, { ranges }, token);
      return marks.set(step, null);
  }
}

/** Buyers hold and release at random until they are stopped. */
function storm(show: MadeShow, tokens: readonly string[]): () => Promise<void> {
  let isOver = false;
  const random = (below: number) => Math.floor(Math.random() * below);
  const buyers = tokens.map(async (token) => {
    while (!isOver) {
      const from = random(SEATS - 2);
      const answer = await hold(testApp, show, [from, from + 1], token);
      if (answer.hold !== undefined && random(4) > 0) await release(testApp, answer.hold.id, token);
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(buyers);
  };
}

it('any sequence of blocks, releases and storms leaves the marks that a simple model says, and one truth for all', async () => {
  const token = await testApp.token({ roles: ['organizer'], id: ORGANIZER });
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const show = await makeShow(testApp, {
        ...{ seatMap: plainSeatMap(ROWS, SEATS / ROWS), organizerId: ORGANIZER, seatsPerBuyerMax: 50, holdSeconds: 30 },
      });
      const watcher = new Watcher(show.id, () => testApp.url);
      await watcher.start();
      const stop = storm(show, await Promise.all(Array.from({ length: 8 }, () => testApp.token())));
      const marks = new Marks();
      try {
        for (const step of sequence) await act(show, marks, step, token);
      } finally {
        await stop();
      }
      // The memory of this process has everything at once.
      expect(await isLikeLedger(testApp, show, () => availability(testApp, show))).toBe(true);
      // Holds run out, and the blocks that end with them; then nothing changes any more.
      marks.pass(3600);
      testApp.clock.advanceSeconds(3600);
      const expected = marks.bySeat.map((mark) => (mark === null ? 'A' : 'B')).join('');
      await eventually(async () => {
        await testApp.app.modules.inventory.releaseBlocks();
        const { statuses } = await ledger(testApp, show);
        return statuses === expected || statuses;
      });
      const byKind: Record<string, number> = {};
      for (const mark of marks.bySeat) if (mark !== null) byKind[mark.kind] = (byKind[mark.kind] ?? 0) + 1;
      const blocks = await seatBlocks(testApp, show, token);
      expect(Object.fromEntries(blocks.map(({ kind, seatCount }) => [kind, seatCount]))).toEqual(byKind);
      const truth = await ledger(testApp, show);
      await eventually(
        () =>
          (watcher.statuses.join('') === truth.statuses && watcher.versions.join() === truth.versions.join()) ||
          `the watcher has ${watcher.statuses.join('')}`,
      );
      await testApp.app.modules.inventory.countSeatsLeft(show.showId);
      const [left] = await testApp.database.dataSource.query('select seats_left from show where id = $1', [
        show.showId,
      ]);
      expect(left.seats_left).toBe(expected.split('A').length - 1);
      expect(await damages(testApp)).toEqual([]);
      await watcher.stop();
    }),
    { numRuns: 12, interruptAfterTimeLimit: 45_000 },
  );
});
