import { FreeSeats } from '../../src/inventory/best/free-seats';
import type { SeatWishes } from '../../src/inventory/best/seat-wishes';
import { ShowStatuses } from '../../src/inventory/live/statuses/show-statuses';
import { SeatNumbering } from '../../src/inventory/seat-map/seat-numbering';
import { canonicalSeatMap, type NumberedSeat, SeatMap, type SeatMapDocument } from '../../src/seating';
import { plainSeatMap } from './factories/seat-maps';

const PITCH = 60;

/** A show in memory, without a service: seats are taken and freed by their indexes. */
export class ShowInMemory {
  readonly seatMap: SeatMap;
  readonly statuses: ShowStatuses;
  readonly free: FreeSeats;

  constructor(
    readonly document: SeatMapDocument,
    codes = '',
  ) {
    this.seatMap = new SeatMap(canonicalSeatMap(document));
    const { seatCount } = this.seatMap;
    const layout = { seatMap: this.seatMap, numbering: SeatNumbering.inMapOrder(seatCount) };
    const statuses = codes.padEnd(seatCount, 'A');
    const packed = { statuses, versions: new Array(seatCount).fill(0), availableCount: 0, seatNumberingId: null };
    this.statuses = new ShowStatuses(layout, packed, new Map(), null);
    this.free = new FreeSeats(this.statuses);
  }

  take(indexes: readonly number[]): void {
    this.set(indexes, 'H');
  }

  release(indexes: readonly number[]): void {
    this.set(indexes, 'A');
  }

  private set(indexes: readonly number[], code: 'A' | 'H'): void {
    this.statuses.apply(indexes.map((index) => [index, code, (this.statuses.versions[index] ?? 0) + 1]));
  }
}

export const wishesFor = (quantity: number, wishes: Partial<SeatWishes> = {}): SeatWishes => ({
  quantity,
  sections: null,
  zones: null,
  wantedZones: null,
  near: null,
  mustBeTogether: false,
  obstructedView: false,
  wheelchairPlaces: 0,
  companions: 0,
  mayEndRow: false,
  ...wishes,
});

/** A small hall as a drawing: a row a line, `.` a free seat, `x` a taken one, `o` one with a pillar, a blank an aisle. */
export function drawn(...rows: string[]): ShowInMemory {
  const features: Readonly<Record<string, NumberedSeat['features']>> = {
    o: ['OBSTRUCTED_VIEW'],
    w: ['ACCESSIBLE'],
    c: ['COMPANION'],
  };
  const document: SeatMapDocument = {
    ...plainSeatMap(1, 1),
    sections: [
      {
        name: 'Stalls',
        rows: rows.map((row, y) => ({
          name: String(y + 1),
          seats: [...row].flatMap((sign, x) =>
            sign === ' '
              ? []
              : [{ number: String(x + 1), x: x * PITCH, y: y * 100, zone: 'Standard', features: features[sign] }],
          ),
        })),
      },
    ],
  };
  const codes = rows.join('').replaceAll(' ', '').replace(/[^x]/g, 'A').replaceAll('x', 'S');
  return new ShowInMemory(document, codes);
}
