import { statement } from '../../platform';

/** Shows with a map whose sale opens in this time, the next one first. $1 from, $2 to, $3 how many at most. */
export const readOpeningShows = statement(
  'read_shows_that_open_soon',
  `select id as "showId"
     from show
    where sales_open_at > $1::timestamptz
      and sales_open_at <= $2::timestamptz
      and seat_map_version is not null
      and cancelled_at is null
    order by sales_open_at
    limit $3`,
);
