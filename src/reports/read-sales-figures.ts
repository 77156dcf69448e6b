import { type BlockedReason, type Inventory, SeatBlockKind, type SeatLayoutKey, type SeatStatuses } from '../inventory';
import { type Clock, type MoneyType, type SqlExecutor, serviceUnavailable } from '../platform';
import type { BlockedFigures, ChannelFigures, HourFigures, OrderFigures, SalesFigures } from './sales-figures.graphql';
import { figuresBySection, figuresByZone, figuresOfSeats, type NamedSeatFigures, noSeats } from './seat-figures';
import {
  type FormerPlace,
  type MoneyByPart,
  type MoneySums,
  moneyByParts,
  seatNosOutsideOfMap,
} from './seat-sales/money-by-part';
import { NO_SALES, readSales, type ShowSales, type Sums } from './seat-sales/read-sales';
import type { SeatSales, SeatSalesMemory } from './seat-sales/seat-sales';

export interface FiguresContext {
  readonly database: SqlExecutor;
  readonly clock: Clock;
  readonly inventory: Pick<Inventory, 'readStatuses' | 'countBlocked' | 'seatViews'>;
  readonly seatSales: SeatSalesMemory;
}

export interface CountedShow extends SeatLayoutKey {
  readonly currency: string;
}

/** Figures with what tells them from others: equal where nothing has changed but the moment of counting. */
export type CountedFigures = SalesFigures & { readonly fingerprint: string };

/**
 * The figures of shows. Seats are read first: a sale that is seen there is seen in the orders too, and the refund of a seat
 * that was returned comes after its return. `withParts`: sections and zones can be asked of them.
 */
export async function readFigures(
  { database, clock, inventory, seatSales }: FiguresContext,
  shows: readonly CountedShow[],
  { withParts }: { readonly withParts: boolean },
): Promise<CountedFigures[]> {
  const asOf = clock.now();
  const seats = await Promise.all(shows.map((show) => inventory.readStatuses(show)));
  const showIds = shows.map(({ showId }) => showId);
  const sales = await readSales(database, seatSales, showIds, withParts);
  return Promise.all(
    shows.map(async (show, index) => {
      const { showId, currency } = show;
      const ofShow = sales.get(showId) ?? NO_SALES;
      const read = seats[index] ?? null;
      const parts =
        read === null || ofShow.seats === null ? null : await partsOf(inventory, showId, read, ofShow.seats);
      let blocked: Promise<readonly BlockedFigures[]> | null = null;
      const countBlocked = () => {
        blocked ??= inventory.countBlocked(show, read?.statuses ?? '').then(blockedFigures);
        return blocked;
      };
      return figuresOf(ofShow, { read, parts, currency, asOf, countBlocked });
    }),
  );
}

/** What sections and zones have, worked out where they are asked for. */
interface Parts {
  readonly sections: () => readonly PartSums[];
  readonly zones: () => readonly PartSums[];
}
type PartSums = NamedSeatFigures & MoneySums;

async function partsOf(
  inventory: Pick<Inventory, 'seatViews'>,
  showId: string,
  read: SeatStatuses,
  sales: SeatSales,
): Promise<Parts> {
  const { statuses, seatMap } = read;
  const former = await formerPlaces(inventory, showId, seatNosOutsideOfMap(sales, read));
  return {
    sections: () => withMoney(figuresBySection(statuses, seatMap), moneyByParts(sales, read, former).sections),
    zones: () => withMoney(figuresByZone(statuses, seatMap), moneyByParts(sales, read, former).zones),
  };
}

/** Where seats were that the map of the show has no more. */
async function formerPlaces(
  inventory: Pick<Inventory, 'seatViews'>,
  showId: string,
  seatNos: readonly number[],
): Promise<ReadonlyMap<number, FormerPlace>> {
  if (seatNos.length === 0) return new Map();
  const views = await inventory.seatViews(showId, seatNos);
  // Seats of a new map that was not read yet.
  if (views.length < seatNos.length)
    throw serviceUnavailable('The seat map of this show was replaced at this moment. Read it again.');
  return new Map(views.map(({ seatNo, section, tier }) => [seatNo, { section, zone: tier.zone }]));
}

const withMoney = (counted: readonly NamedSeatFigures[], { inMap, former }: MoneyByPart): PartSums[] => [
  ...counted.map((part, index) => ({ ...part, ...(inMap[index] ?? { grossMinor: 0, refundedMinor: 0 }) })),
  ...[...former].map(([name, sums]) => ({ name, ...noSeats, ...sums })),
];

const kinds: Readonly<Record<BlockedReason, SeatBlockKind | null>> = {
  house: SeatBlockKind.HOUSE,
  production: SeatBlockKind.PRODUCTION,
  kill: SeatBlockKind.KILL,
  press: SeatBlockKind.PRESS,
  distance: SeatBlockKind.DISTANCE,
  unpriced: null,
};

/** In one order, without kinds that no seat has. */
const blockedFigures = (counts: ReadonlyMap<BlockedReason, number>): BlockedFigures[] =>
  // The keys are all there are.
  (Object.keys(kinds) as BlockedReason[]).flatMap((reason) => {
    const seatCount = counts.get(reason) ?? 0;
    return seatCount === 0 ? [] : [{ kind: kinds[reason], seatCount }];
  });

interface Counted {
  readonly read: SeatStatuses | null;
  readonly parts: Parts | null;
  readonly currency: string;
  readonly asOf: Date;
  readonly countBlocked: CountedFigures['countBlocked'];
}

function figuresOf({ channels, hours }: ShowSales, counted: Counted): CountedFigures {
  const { read, parts, currency, asOf, countBlocked } = counted;
  const statuses = read?.statuses ?? '';
  const sum = (field: keyof Sums) => channels.reduce((total, sums) => total + sums[field], 0);
  const money = { grossMinor: sum('grossMinor'), refundedMinor: sum('refundedMinor') };
  return {
    ...figuresOfSeats(statuses),
    ...{ orderCount: sum('orderCount'), ...moneyOf(money, currency) },
    complimentaryCount: channels.find(({ channel }) => channel === 'COMPLIMENTARY')?.ticketCount ?? 0,
    asOf,
    countBlocked,
    fingerprint: `${statuses} ${JSON.stringify(channels)}`,
    get bySection() {
      return parts === null ? [] : parts.sections().map((part) => ({ ...part, ...moneyOf(part, currency) }));
    },
    get byZone() {
      return parts === null ? [] : parts.zones().map((part) => ({ ...part, ...moneyOf(part, currency) }));
    },
    get byHour(): HourFigures[] {
      return hours.map(({ hour, ...sums }) => ({ hour: new Date(hour), ...ordersOf(sums, currency) }));
    },
    get byChannel(): ChannelFigures[] {
      return channels.map(({ channel, ...sums }) => ({ channel, ...ordersOf(sums, currency) }));
    },
  };
}

const ordersOf = ({ orderCount, ticketCount, ...sums }: Sums, currency: string): OrderFigures => ({
  ...{ orderCount, ticketCount },
  ...moneyOf(sums, currency),
});

function moneyOf({ grossMinor, refundedMinor }: MoneySums, currency: string) {
  const money = (amountMinor: number): MoneyType => ({ amountMinor, currency });
  return { gross: money(grossMinor), refunded: money(refundedMinor), net: money(grossMinor - refundedMinor) };
}
