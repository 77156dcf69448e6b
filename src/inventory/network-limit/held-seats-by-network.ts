import { type Clock, type Config, type Logger, LuaScript, type RedisConnections } from '../../platform';
import type { Hold } from '../holds/hold';

export interface HeldSeatsByNetworkOptions {
  readonly redis: RedisConnections;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Pick<Config, 'RATE_LIMITS' | 'SEATS_HELD_BY_ADDRESS' | 'SEATS_HELD_PERCENT_BY_ADDRESS'>;
}

/** The size of a show, and how many seats one buyer may have. */
export interface ShowSize {
  readonly seatCount: number;
  readonly seatsPerBuyerMax: number;
}

/** A hold before it is claimed. */
export interface CountedHold extends Pick<Hold, 'id' | 'showId' | 'createdAt' | 'expiresAt' | 'expiresAtMax'> {
  readonly seatCount: number;
}

const ALL_PERCENT = 100;
/** However small the show, so many buyers of one network may use their whole limit at once. */
const BUYERS_MIN = 2;
const EXTRA_MS = 60_000;

const addHold = new LuaScript(__dirname, 'add-hold');
const moveEnd = new LuaScript(__dirname, 'move-end');

/**
 * Counts in Redis how many seats of a show the buyers of one network hold, so that nobody takes a theatre with a thousand
 * guest sessions. A hold counts from before its claim until it is released, bought or over.
 *
 * The count decides nothing but this limit. While Redis is unreachable, or after it has lost its data, holds are made
 * without it. A process that dies between the count and the claim leaves a hold that is counted until its end.
 */
export class HeldSeatsByNetwork {
  private readonly isOn: boolean;

  constructor(private readonly options: HeldSeatsByNetworkOptions) {
    const { RATE_LIMITS, SEATS_HELD_PERCENT_BY_ADDRESS } = options.config;
    this.isOn = RATE_LIMITS && SEATS_HELD_PERCENT_BY_ADDRESS < ALL_PERCENT;
  }

  /** How many seats of such a show the buyers of one network may hold together. */
  seatsMax({ seatCount, seatsPerBuyerMax }: ShowSize): number {
    const { SEATS_HELD_BY_ADDRESS, SEATS_HELD_PERCENT_BY_ADDRESS } = this.options.config;
    const share = Math.ceil((seatCount * SEATS_HELD_PERCENT_BY_ADDRESS) / ALL_PERCENT);
    return Math.max(SEATS_HELD_BY_ADDRESS, share, BUYERS_MIN * seatsPerBuyerMax);
  }

  /** Counts a hold before it is claimed. False if the network would have too many seats; then it is not counted. */
  async add(hold: CountedHold, network: string | null, show: ShowSize): Promise<boolean> {
    if (!this.isOn || network === null) return true;
    const { redis, logger, clock } = this.options;
    const keepMs = hold.expiresAtMax.getTime() - hold.createdAt.getTime() + EXTRA_MS;
    try {
      const reply = await addHold.call(redis.commands, this.keysOf(hold.showId), [
        hold.id,
        network,
        hold.seatCount,
        this.seatsMax(show),
        hold.expiresAt.getTime(),
        clock.now().getTime(),
        keepMs,
      ]);
      return reply === 1;
    } catch (error) {
      logger.debug({ err: error }, 'The held seats of a network could not be counted');
      return true;
    }
  }

  /** The hold has another end now, such as after an extension. Does not wait for Redis. */
  moveEnd({ showId, id }: Pick<Hold, 'showId' | 'id'>, endsAt: Date): void {
    if (!this.isOn) return;
    const { redis, logger, clock } = this.options;
    moveEnd
      .call(redis.commands, this.keysOf(showId), [id, endsAt.getTime(), clock.now().getTime()])
      .catch((error: unknown) => logger.debug({ err: error, holdId: id }, 'The count of held seats is not current'));
  }

  /** The hold was not made, was released, or its seats are sold. Does not wait for Redis. */
  remove(hold: Pick<Hold, 'showId' | 'id'>): void {
    this.moveEnd(hold, new Date(0));
  }

  private keysOf(showId: string): string[] {
    const { redis } = this.options;
    return ['ends', 'holds', 'networks'].map((name) => redis.key('held-seats', `{${showId}}`, name));
  }
}
