/** Which shows release their wheelchair and companion places, and that they have. */
import { statement } from '../../platform';

/** A show whose places may have to be released now. */
export interface ShowToRelease {
  /** A UUID. */
  readonly showId: string;
  /** True where its time has come; otherwise it depends on what is sold. */
  readonly isDue: boolean;
  /** As it was counted some seconds ago. */
  readonly seatsLeft: number | null;
}

/** Those whose time has come first, then those with the fewest seats left. $1 now, $2 how many at most. */
export const readShowsToRelease = statement(
  'catalog_read_shows_to_release',
  `select id as "showId", coalesce(accessible_release_at <= $1::timestamptz, false) as "isDue", seats_left as "seatsLeft"
     from show
    where accessible_released_at is null
      and (accessible_release_at is not null or accessible_release_when_sold_out)
      and cancelled_at is null
      and (accessible_release_at <= $1::timestamptz
           or (accessible_release_when_sold_out
               and sales_open_at <= $1::timestamptz
               and sales_close_at > $1::timestamptz))
    order by "isDue" desc, seats_left
    limit $2`,
);

/** Once for each show: no row comes back where it was done before. $1 show, $2 now. */
export const markAccessibleReleased = statement(
  'catalog_mark_accessible_released',
  `update show
      set accessible_released_at = $2::timestamptz
    where id = $1::uuid
      and accessible_released_at is null
      and cancelled_at is null
      and (accessible_release_at <= $2::timestamptz or accessible_release_when_sold_out)
   returning id`,
);
