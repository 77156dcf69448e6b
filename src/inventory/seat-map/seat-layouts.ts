import { BoundedCache, type SqlExecutor, statement } from '../../platform';
import type { Seating, SeatMap } from '../../seating';
import { SeatNumbering } from './seat-numbering';

/** The seats of a show: as its map has them, and as the ledger counts them. */
export interface SeatLayout {
  readonly seatMap: SeatMap;
  readonly numbering: SeatNumbering;
}

/** Which map a show has, and which numbering of its seats; both together, as one read of the show gave them. */
export interface SeatLayoutKey {
  readonly showId: string;
  readonly seatMapVersion: string | null;
  readonly seatNumberingId: string | null;
  /** For an answer that does not say which map: then it need not be the map that the statuses are read by. */
  readonly isMapUnnamed?: boolean;
}

/** About 12 bytes a seat. */
const SEATS_KEPT_MAX = 2_000_000;

const readNumbering = statement(
  'read_seat_numbering',
  'select seat_nos as "seatNos" from seat_numbering where show_id = $1::uuid and id = $2::uuid',
);

/** Reads plans. Neither maps nor numberings ever change, so both are kept. */
export class SeatLayouts {
  private readonly numberings = new BoundedCache<SeatNumbering>(SEATS_KEPT_MAX, ({ seatCount }) => seatCount);

  constructor(
    private readonly database: SqlExecutor,
    private readonly seating: Pick<Seating, 'seatMapOf'>,
  ) {}

  /** Null where the show has no seats yet. */
  async of({ showId, seatMapVersion, seatNumberingId }: SeatLayoutKey): Promise<SeatLayout | null> {
    if (seatMapVersion === null) return null;
    const seatMap = await this.seating.seatMapOf(seatMapVersion);
    if (seatNumberingId === null) return { seatMap, numbering: SeatNumbering.inMapOrder(seatMap.seatCount) };
    return { seatMap, numbering: await this.numberingOf(showId, seatNumberingId) };
  }

  numberingOf(showId: string, id: string): Promise<SeatNumbering> {
    return this.numberings.get(id, () => this.read(showId, id));
  }

  private async read(showId: string, id: string): Promise<SeatNumbering> {
    const [row] = await this.database.run<{ seatNos: number[] }>(readNumbering, [showId, id]);
    if (row === undefined) throw new Error(`There is no numbering ${id}`);
    return SeatNumbering.of(id, row.seatNos);
  }
}
