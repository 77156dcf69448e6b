import fc from 'fast-check';
import { decodeIdWithin, newId } from '../../../src/platform';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, damages, extend, hold, release } from '../../support/holds';
import { openTestApp, type TestApp } from '../../support/test-app';

const testApp = openTestApp();

const SEATS = 6;
const LIMIT = 3;
const HOLD_SECONDS = 60;

interface ModelSeat {
  letter: 'A' | 'H' | 'R' | 'S';
  version: number;
  hold: string | null;
  /** A sweep may have made it available in between, which is one version more. */
  mayBeTidied: boolean;
}
interface ModelHold {
  readonly buyer: number;
  readonly seatNos: readonly number[];
  state: 'live' | 'ended' | 'reserved' | 'sold' | 'returned';
  expiresAt: number;
  readonly expiresAtMax: number;
  orderId: string | null;
}

/** What the ledger should say, by the simplest means. Time is in seconds. */
class Model {
  now = 0;
  readonly seats: ModelSeat[] = Array.from({ length: SEATS }, () => ({
    letter: 'A',
    version: 0,
    hold: null,
    mayBeTidied: false,
  }));
  readonly holds = new Map<string, ModelHold>();

  isFree(seatNo: number): boolean {
    const seat = this.seats[seatNo];
    if (seat === undefined) return false;
    if (seat.letter === 'A') return true;
    return seat.letter === 'H' && (this.holds.get(seat.hold ?? '')?.expiresAt ?? 0) <= this.now;
  }

  counted(buyer: number): number {
    let count = 0;
    for (const held of this.holds.values()) {
      if (held.buyer !== buyer) continue;
      const isLive = held.state === 'live' && held.expiresAt > this.now;
      if (isLive || held.state === 'reserved' || held.state === 'sold') count += held.seatNos.length;
    }
    return count;
  }

  move(seatNo: number, letter: ModelSeat['letter'], holdId: string | null): void {
    const seat = this.seats[seatNo];
    if (seat === undefined) throw new Error('no such seat');
    // An expired hold, which a sweep may have tidied since the last look.
    seat.mayBeTidied = seat.letter === 'H' && this.isFree(seatNo);
    Object.assign(seat, { letter, hold: holdId, version: seat.version + 1 });
  }
}

interface Real {
  readonly testApp: TestApp;
  readonly show: MadeShow;
  readonly tokens: readonly string[];
}

/** A step that any buyer may take, and what it must come to. */
type Step = fc.AsyncCommand<Model, Real>;

const sorted = (seatNos: readonly number[]) => [...new Set(seatNos)].sort((a, b) => a - b);

class Hold implements Step {
  constructor(
    private readonly buyer: number,
    private readonly wanted: readonly number[],
  ) {}
  check = () => true;
  toString = () => `buyer ${this.buyer} holds ${sorted(this.wanted)}`;
  async run(model: Model, { show, tokens }: Real) {
    const seatNos = sorted(this.wanted);
    const answer = await hold(testApp, show, seatNos, tokens[this.buyer] ?? '');
    const own = [...model.holds.entries()].find(
      ([, held]) =>
        held.buyer === this.buyer &&
        held.state === 'live' &&
        held.expiresAt > model.now &&
        String(held.seatNos) === String(seatNos),
    );
    if (own !== undefined) {
      expect(answer.hold?.id).toBe(own[0]);
    } else if (!seatNos.every((seatNo) => model.isFree(seatNo))) {
      expect(answer.__typename).toBe('SeatsUnavailable');
      expect(answer.seats?.map(({ index }) => index)).toEqual(seatNos.filter((seatNo) => !model.isFree(seatNo)));
    } else if (model.counted(this.buyer) + seatNos.length > LIMIT) {
      expect(answer.__typename).toBe('HoldLimitReached');
    } else {
      expect(answer.__typename).toBe('HoldSeatsPayload');
      const id = answer.hold?.id ?? '';
      for (const seatNo of seatNos) model.move(seatNo, 'H', id);
      const expiresAt = model.now + HOLD_SECONDS;
      model.holds.set(id, {
        buyer: this.buyer,
        seatNos,
        state: 'live',
        expiresAt,
        expiresAtMax: model.now + 3 * HOLD_SECONDS,
        orderId: null,
      });
    }
  }
}

/** The hold that a number names, of those that there are. */
function choose(model: Model, pick: number): [string, ModelHold] | undefined {
  const all = [...model.holds.entries()];
  return all[pick % Math.max(1, all.length)];
}

class Release implements Step {
  constructor(private readonly pick: number) {}
  check = (model: Readonly<Model>) => model.holds.size > 0;
  toString = () => `release ${this.pick}`;
  async run(model: Model, { tokens }: Real) {
    const [id, held] = choose(model, this.pick) ?? [];
    if (id === undefined || held === undefined) return;
    expect((await release(testApp, id, tokens[held.buyer] ?? '')).__typename).toBe('ReleaseHoldPayload');
    if (held.state !== 'live') return;
    held.state = 'ended';
    held.seatNos.forEach((seatNo) => {
      if (model.seats[seatNo]?.hold === id && model.seats[seatNo]?.letter === 'H') model.move(seatNo, 'A', null);
    });
  }
}

class Extend implements Step {
  constructor(private readonly pick: number) {}
  check = (model: Readonly<Model>) => model.holds.size > 0;
  toString = () => `extend ${this.pick}`;
  async run(model: Model, { tokens }: Real) {
    const [id, held] = choose(model, this.pick) ?? [];
    if (id === undefined || held === undefined) return;
    const isLive = held.state === 'live' && held.expiresAt > model.now;
    expect((await extend(testApp, id, tokens[held.buyer] ?? '')).__typename).toBe(
      isLive ? 'ExtendHoldPayload' : 'HoldExpired',
    );
    if (isLive) held.expiresAt = Math.max(held.expiresAt, Math.min(model.now + HOLD_SECONDS, held.expiresAtMax));
  }
}

class PassTime implements Step {
  constructor(private readonly seconds: number) {}
  check = () => true;
  toString = () => `${this.seconds} s pass`;
  async run(model: Model) {
    testApp.clock.advanceSeconds(this.seconds);
    model.now += this.seconds;
  }
}

/** What a purchase does with the seats, step by step. */
class MoveOrder implements Step {
  constructor(
    private readonly pick: number,
    private readonly step: 'reserve' | 'sell' | 'return' | 'giveUp' | 'refund',
  ) {}
  check = (model: Readonly<Model>) => model.holds.size > 0;
  toString = () => `${this.step} ${this.pick}`;
  async run(model: Model) {
    const [id, held] = choose(model, this.pick) ?? [];
    if (id === undefined || held === undefined) return;
    const { inventory } = testApp.app.modules;
    const { database } = testApp;
    const { outer, uuid: holdId } = decodeIdWithin('hold', id) ?? { outer: null, uuid: '' };
    const showId = outer ?? '';
    const orderId = held.orderId ?? newId();
    const allowed = {
      reserve: held.state === 'live' && held.expiresAt > model.now,
      sell: held.state === 'reserved',
      return: held.state === 'reserved',
      giveUp: held.state === 'reserved',
      refund: held.state === 'sold',
    }[this.step];
    const until = new Date(testApp.clock.now().getTime() + HOLD_SECONDS * 1000);
    const moved = await database.transaction(async (transaction) => {
      switch (this.step) {
        case 'reserve': {
          const [owner] = await database.dataSource.query('select buyer_id from seat_hold where id = $1', [holdId]);
          return inventory.orderSeatTransitions.reserve(transaction, {
            showId,
            holdId,
            buyerId: owner.buyer_id,
            orderId,
            now: testApp.clock.now(),
          });
        }
        case 'sell':
          return inventory.orderSeatTransitions.sell(transaction, { showId, orderId });
        case 'return':
          return inventory.orderSeatTransitions.returnToHold(transaction, {
            showId,
            orderId,
            expiresAt: until,
            now: testApp.clock.now(),
          });
        case 'giveUp':
          return inventory.orderSeatTransitions.release(transaction, { showId, orderId });
        case 'refund':
          return inventory.orderSeatTransitions.returnSold(transaction, { showId, orderId });
      }
    });
    const refusals = ['HoldNotLive', 'NotReserved'];
    expect(moved !== null && !('kind' in moved && refusals.includes(moved.kind))).toBe(allowed);
    if (!allowed) return;
    const [letter, state] = (
      {
        reserve: ['R', 'reserved'],
        sell: ['S', 'sold'],
        return: ['H', 'live'],
        giveUp: ['A', 'ended'],
        refund: ['A', 'returned'],
      } as const
    )[this.step];
    for (const seatNo of held.seatNos) model.move(seatNo, letter, letter === 'A' || letter === 'S' ? null : id);
    held.state = state;
    held.orderId = this.step === 'reserve' || this.step === 'sell' ? orderId : null;
    if (this.step === 'return') held.expiresAt = model.now + HOLD_SECONDS;
  }
}

class Look implements Step {
  check = () => true;
  toString = () => 'look';
  async run(model: Model, { show }: Real) {
    await agree(model, show);
  }
}

/** Statuses and versions of every seat, but for expired holds that a sweep may have tidied already. */
async function agree(model: Model, show: MadeShow): Promise<void> {
  const { statuses, versions } = await availability(testApp, show);
  model.seats.forEach((seat, seatNo) => {
    const isExpired = seat.letter === 'H' && model.isFree(seatNo);
    const told = [statuses[seatNo], versions[seatNo]];
    if (isExpired && told[0] === 'A') {
      expect(told[1]).toBe(seat.version + 1);
      model.move(seatNo, 'A', null);
      return;
    }
    if (seat.mayBeTidied && told[1] === seat.version + 1) seat.version += 1;
    seat.mayBeTidied = false;
    expect(told).toEqual([seat.letter, seat.version]);
  });
}

/** Looks after each step, so that the first wrong one is found. */
class ThenLook implements Step {
  constructor(private readonly step: Step) {}
  check = (model: Readonly<Model>) => this.step.check(model);
  toString = () => this.step.toString();
  async run(model: Model, real: Real) {
    await agree(model, real.show);
    await this.step.run(model, real);
    await agree(model, real.show);
  }
}

it('any sequence of what buyers do leaves the ledger as a simple model says', async () => {
  const buyer = fc.nat(2);
  const pick = fc.nat(20);
  const steps = [
    fc
      .tuple(buyer, fc.uniqueArray(fc.nat(SEATS - 1), { minLength: 1, maxLength: 3 }))
      .map(([who, seatNos]) => new Hold(who, seatNos)),
    pick.map((which) => new Release(which)),
    pick.map((which) => new Extend(which)),
    fc.constantFrom(5, 30, 61).map((seconds) => new PassTime(seconds)),
    fc.tuple(pick, fc.constantFrom('reserve', 'reserve', 'sell', 'return', 'giveUp', 'refund')).map(
      ([which, step]) => new MoveOrder(which, step as 'reserve'), // One of the words above.
    ),
    fc.constant(new Look()),
  ].map((arbitrary) => arbitrary.map((step: Step) => new ThenLook(step)));
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 30 }), async (commands) => {
      const show = await makeShow(testApp, {
        seatMap: plainSeatMap(1, SEATS),
        seatsPerBuyerMax: LIMIT,
        holdSeconds: HOLD_SECONDS,
      });
      const tokens = await Promise.all([testApp.token(), testApp.token(), testApp.token()]);
      await fc.asyncModelRun(() => ({ model: new Model(), real: { testApp, show, tokens } }), commands);
      expect(await damages(testApp)).toEqual([]);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 45_000 },
  );
});
