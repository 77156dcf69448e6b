import { invariant, type SqlExecutor, type Verified, verifyInvariants } from '../platform';

const figures = invariant(
  'kept_sales',
  'The figures of every show are those of its orders, payments and refunds',
  'sales_hour',
  `select format('show %s, %s, hour %s: %s orders, %s tickets, %s paid, %s returned are missing', s.id, m.channel, m.hour,
                 m.order_count, m.ticket_count, m.gross_minor, m.refunded_minor) as damage
     from show s
    cross join lateral missing_sales(s.id) as m`,
);

const seats = invariant(
  'kept_seat_sales',
  'The money of every seat is what the payments and refunds of its orders are split into',
  'sales_seat',
  `select format('show %s, seat %s: %s paid, %s returned are missing', s.id, m.seat_no, m.gross_minor, m.refunded_minor) as damage
     from show s
    cross join lateral missing_seat_sales(s.id) as m`,
);

/** Works the figures of all shows out anew from their orders, and compares. It only reads. */
export const verifyFigures = (database: SqlExecutor): Promise<Verified[]> =>
  verifyInvariants(database, [figures, seats]);
