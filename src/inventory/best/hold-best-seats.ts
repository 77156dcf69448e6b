import { hash } from 'node:crypto';
import type { SaleTerms } from '../../catalog';
import { serviceUnavailable } from '../../platform';
import { isReleased, mayBeReleased } from '../accessible/accessible-places';
import type { InventoryContext } from '../context';
import { type ClaimOutcome, claimHold, type HoldRequest, isSameList, priceSeats } from '../holds/claim-hold';
import { checkIdempotencyKey, claimWhileOnSale, type NotOnSale } from '../holds/claim-while-on-sale';
import type { Hold, SeatChoice } from '../holds/hold';
import { readHold, readHoldByIdempotencyKey } from '../holds/read-holds.sql';
import { idempotencyKeyReused } from '../holds/refusals';
import type { LiveShow } from '../live/statuses/live-show';
import type { ShowStatuses } from '../live/statuses/show-statuses';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { type BestSeatsWishes, checkWishes } from './check-wishes';
import { freeSeatsOf } from './free-seats';
import { type NoSuchSeatsOutcome, noSuchSeats } from './no-such-seats';
import { pickSeats } from './pick-seats';
import type { SeatWishes } from './seat-wishes';
import { Spread, seededRandom } from './spread';

export type HoldBestSeatsInput = HoldRequest & BestSeatsWishes;

/** A hold whose seats the service chose. */
export type ChosenHold = Hold & { readonly choice: SeatChoice };

export type HoldBestSeatsOutcome =
  | {
      readonly kind: 'HoldBestSeatsPayload';
      readonly hold: ChosenHold;
      readonly serverTime: Date;
      /** How many claims it took. */
      readonly claims: number;
    }
  | NoSuchSeatsOutcome
  | Extract<ClaimOutcome, { readonly kind: 'HoldLimitReached' | 'IdempotencyKeyReused' }>
  | NotOnSale;

/** Each of them is a claim that another buyer won. */
const CLAIMS_MAX = 16;
/** Before seats are refused, the memory is no older than this. */
const REFUSAL_AGE_MAX_MS = 1000;

/** What is checked before the admission: the wishes, as the map of the show has them. */
interface Checked {
  readonly terms: SaleTerms;
  readonly layout: SeatLayout;
  readonly wishes: SeatWishes;
}

/**
 * Holds the best seats for a party. They are chosen from the memory of this process at the moment when the claim goes into
 * its statement, and claimed like seats that a buyer names. A claim that is lost to another buyer is made again with
 * other seats.
 */
export class BestSeats {
  private readonly spreads = new WeakMap<LiveShow, Spread>();
  private readonly random: () => number;

  constructor(
    private readonly context: InventoryContext,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  /**
   * The same key with the same wishes gives the first hold again, without another choice.
   *
   * @throws BAD_USER_INPUT for input that can never work
   * @throws RATE_LIMITED if the buyers of the network hold too many seats of the show
   */
  async hold(input: HoldBestSeatsInput): Promise<HoldBestSeatsOutcome> {
    const { context } = this;
    const wish = digestOf(input);
    let claims = 0;
    let isRefused = false;
    return claimWhileOnSale(context, input, await context.catalog.termsToSellBy(input.showId), {
      check: async (terms): Promise<Checked> => {
        checkIdempotencyKey(input.idempotencyKey);
        return { terms, ...(await checkWishes(context, input, terms)) };
      },
      attempt: async ({ terms, layout, wishes }, admission, isLast): Promise<HoldBestSeatsOutcome | 'retry'> => {
        const live = context.liveStatuses.show(input.showId);
        for (let tries = 1; ; tries += 1) {
          const statuses = await this.statusesFor(live, terms, layout);
          if (statuses === null) {
            if (isLast) throw serviceUnavailable('The seat map of this show was replaced at this moment. Try again.');
            return 'retry';
          }
          claims += 1;
          const outcome = await claimHold(
            context,
            input,
            { terms, admission, isLast },
            {
              layout,
              seatCount: wishes.quantity,
              seats: () => this.choose(live, statuses, terms, wishes, wish),
              mayChoose: () => this.spreadOf(live).mayPick(),
              onChosen: () => this.spreadOf(live).picked(),
              onOutcome: (outcome) => this.spreadOf(live).answered(outcome),
              findRepeated: () => this.findRepeated(input, wish),
            },
          );
          if (outcome === 'retry') return outcome;
          if (outcome.kind === 'HoldSeatsPayload') return payload(outcome, claims);
          if (outcome.kind === 'HoldLimitReached' || outcome.kind === 'IdempotencyKeyReused') return outcome;
          if (outcome.kind === 'SeatsUnavailable' && tries < CLAIMS_MAX) continue;
          const answer = await this.refuse(live, input, wish, terms, wishes, outcome.kind === 'NothingChosen');
          if (answer === 'seats again') continue;
          if (answer.kind !== 'NoSuchSeats' || isRefused || isLast) return answer;
          isRefused = true;
          return mayBeReleased(terms, context.clock.now()) ? 'retry' : answer;
        }
      },
    });
  }

  /** The statuses of the map that these terms name; null where one of the two is about to follow. */
  private async statusesFor(live: LiveShow, terms: SaleTerms, layout: SeatLayout): Promise<ShowStatuses | null> {
    let statuses = await live.current();
    if (statuses !== null && statuses.layout.numbering.id !== layout.numbering.id) {
      live.outdate();
      statuses = await live.current();
    }
    const isSame = statuses?.layout.numbering.id === layout.numbering.id;
    return isSame && statuses?.layout.seatMap.version === terms.seatMapVersion ? statuses : null;
  }

  private choose(live: LiveShow, statuses: ShowStatuses, terms: SaleTerms, wishes: SeatWishes, wish: string) {
    const free = freeSeatsOf(statuses, isReleased(terms, this.context.clock.now()));
    const picked = pickSeats(free, wishes, this.spreadOf(live).lane(free.segments.count));
    if (picked === null) return null;
    const { numbering } = statuses.layout;
    const indexes = picked.groups.flat().sort((a, b) => a - b);
    const groups = picked.groups.map((group) => group.map((index) => numbering.seatNoAt(index)));
    const seatNos = groups.flat().sort((a, b) => a - b);
    const choice: SeatChoice = {
      wish,
      step: picked.step,
      singleSeatsLeft: free.singlesOf(indexes, wishes.mayEndRow).length,
      focalDistanceCm: free.segments.focalDistanceCm(indexes),
      ...(groups.length === 1 && isSameList(groups[0] ?? [], seatNos) ? {} : { groups }),
    };
    return priceSeats(terms, statuses.layout, seatNos, choice);
  }

  /** The answer where no seats were held; `seats again`: a newer reading of the seats has some that fit. */
  private async refuse(
    live: LiveShow,
    input: HoldBestSeatsInput,
    wish: string,
    terms: SaleTerms,
    wishes: SeatWishes,
    isNothingFree: boolean,
  ): Promise<HoldBestSeatsOutcome | 'seats again'> {
    const used = await readHoldByIdempotencyKey(this.context.database, input.buyerId, input.idempotencyKey);
    if (used !== null) {
      const first = await this.findRepeated(input, wish);
      if (first === null) return idempotencyKeyReused;
      return payload({ hold: first, serverTime: this.context.clock.now() }, 0);
    }
    const statuses = await live.readWithin(REFUSAL_AGE_MAX_MS);
    if (statuses === null) return noSuchSeats(null, terms, wishes);
    const free = freeSeatsOf(statuses, isReleased(terms, this.context.clock.now()));
    if (isNothingFree && pickSeats(free, wishes, { stride: 1, offset: 0 }) !== null) return 'seats again';
    return noSuchSeats(free, terms, wishes);
  }

  /** The hold that the same request made before. */
  private async findRepeated(input: HoldBestSeatsInput, wish: string): Promise<Hold | null> {
    const { database } = this.context;
    const key = await readHoldByIdempotencyKey(database, input.buyerId, input.idempotencyKey);
    const hold = key?.showId === input.showId ? await readHold(database, key, input.buyerId) : null;
    return hold?.choice?.wish === wish ? hold : null;
  }

  private spreadOf(live: LiveShow): Spread {
    const spread = this.spreads.get(live) ?? new Spread(this.random);
    this.spreads.set(live, spread);
    return spread;
  }
}

function payload(
  { hold, serverTime }: { readonly hold: Hold; readonly serverTime: Date },
  claims: number,
): HoldBestSeatsOutcome {
  const { choice } = hold;
  // A hold with the same key and wish was made by this use case, and so has a choice.
  if (choice === null) return idempotencyKeyReused;
  return { kind: 'HoldBestSeatsPayload', hold: { ...hold, choice }, serverTime, claims };
}

/** Two requests with equal wishes, in whatever order, are the same request. */
function digestOf(input: HoldBestSeatsInput): string {
  const sorted = (list: readonly string[] | null | undefined) => (list == null ? null : [...new Set(list)].sort());
  const wish = [
    input.quantity,
    sorted(input.sections),
    sorted(input.zones),
    input.priceMinorMax ?? null,
    input.near ?? null,
    input.together,
    input.wheelchairPlaces,
    input.companions,
    input.obstructedView,
  ];
  return hash('sha256', JSON.stringify(wish), 'base64url').slice(0, 22);
}
