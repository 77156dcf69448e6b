import { statement } from '../../platform';
import { changeableFields, type ShowField, type ShowRow, showColumns } from './show-fields';

const fields = Object.entries(showColumns) as [ShowField, { name: string; type: string }][];

/** The columns of a row of `show s`, each under its field's name. */
const selected = fields.map(([field, { name }]) => `s.${name} as "${field}"`).join(',\n  ');

/** $1 show. Prices and terms by one statement, so that they belong to the same version. */
export const readSaleTerms = statement(
  'catalog_read_sale_terms',
  `select ${selected},
          (select json_object_agg(zone, json_build_object('name', name, 'amountMinor', amount_minor))
             from show_price_tier
            where show_id = s.id) as tiers
     from show s
    where s.id = $1`,
);

/** $1 show. The same; nobody changes the terms until the transaction ends. */
export const lockSaleTerms = statement('catalog_lock_sale_terms', `${readSaleTerms.text} for share of s`);

/** $1 shows. */
export const readShows = statement('catalog_read_shows', `select ${selected} from show s where s.id = any($1::uuid[])`);

/** $1 events, $2 and $3 the start and the id after which each event's list goes on, $4 earliest start, $5 shows of each. */
export const listShowsOfEvents = statement(
  'catalog_list_shows_of_events',
  `select ${selected}
     from unnest($1::uuid[]) as wanted (event_id)
    cross join lateral (
      select *
        from show
       where show.event_id = wanted.event_id
         and (show.starts_at, show.id) > ($2::timestamptz, $3::uuid)
         and show.starts_at >= $4::timestamptz
       order by show.starts_at, show.id
       limit $5
    ) as s
    order by s.starts_at, s.id`,
);

/** $1 and $2 the start and the id after which the list goes on, $3 earliest start, $4 how many. */
const byStart = (condition: string) => `select *
        from show
       where ${condition}
         and (starts_at, id) > ($1::timestamptz, $2::uuid)
         and starts_at >= $3::timestamptz
       order by starts_at, id
       limit $4`;

/** $5 the caller: shows that they run, or that an organization runs of which they are a member. */
export const listShowsOfOrganizer = statement(
  'catalog_list_shows_of_organizer',
  `select ${selected}
     from (select $5::uuid as id
            union
           select organization_id from organization_member where member_id = $5::uuid) as organizer
    cross join lateral (
      ${byStart('organizer_id = organizer.id')}) as s
    order by s.starts_at, s.id
    limit $4`,
);

/** The same of everybody. */
export const listAllShows = statement('catalog_list_all_shows', `select ${selected} from (${byStart('true')}) as s`);

/**
 * $1 shows, $2 seats of each, $3 available seats of each. Rows are locked in the order of their ids, so that two
 * processes that count at once do not wait for each other in a ring. A count that changes nothing writes nothing.
 */
export const writeSeatsLeft = statement(
  'catalog_write_seats_left',
  `with counted as (
     select * from unnest($1::uuid[], $2::int[], $3::int[]) as c (show_id, total, available)
   ), changed as (
     select s.id, c.total, c.available
       from show s
       join counted c on c.show_id = s.id
      where s.seats_total is distinct from c.total
         or s.seats_left is distinct from c.available
      order by s.id
        for no key update of s
   )
   update show s
      set seats_total = changed.total,
          seats_left = changed.available
     from changed
    where s.id = changed.id`,
);

/** What the database gives a new show by itself, or the ledger later. */
const notInserted: readonly ShowField[] = [
  'seatNumberingId',
  'accessibleReleasedAt',
  'termsVersion',
  'seatsTotal',
  'seatsLeft',
];
const inserted = fields.filter(([field]) => !notInserted.includes(field));

/** $1 shows as JSON, every field given. A show that exists stays as it is. */
export const insertShowRows = statement(
  'catalog_insert_shows',
  `insert into show (${inserted.map(([, { name }]) => name).join(', ')})
   select ${inserted.map(([field]) => `s."${field}"`).join(', ')}
     from jsonb_to_recordset($1::jsonb) as s (${inserted.map(([field, { type }]) => `"${field}" ${type}`).join(', ')})
       on conflict (id) do nothing`,
);

/** $1 show. The caller looks at it, then changes it: nobody else does so meanwhile. */
export const lockShow = statement(
  'catalog_lock_show',
  `select ${selected} from show s where s.id = $1 for no key update`,
);

const updateTerms = statement(
  'catalog_update_terms',
  `update show
      set ${changeableFields.map((field, index) => `${showColumns[field].name} = $${index + 2}`).join(',\n          ')}
    where id = $1`,
);

/** Writes the terms of a show as they shall be. */
export const writeTerms = (showId: string, terms: Pick<ShowRow, (typeof changeableFields)[number]>) => ({
  statement: updateTerms,
  values: [
    showId,
    ...changeableFields.map((field) => {
      const value = terms[field];
      return showColumns[field].type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
    }),
  ],
});

/** $1 show, $2 version of a seat map, $3 numbering of its seats, $4 the terms' version on which this rests. */
export const writeSeatMap = statement(
  'catalog_write_seat_map',
  `update show
      set seat_map_version = $2,
          seat_numbering_id = $3
    where id = $1
      and terms_version = $4
   returning id`,
);

/** Writes the state of a show into the outbox. $1 show, $2 the state as JSON. */
export const writeShowState = statement(
  'catalog_write_show_state',
  `insert into outbox (show_id, topic, key, body)
   values ($1::uuid, 'shows', $1::uuid::text, $2::jsonb)
   returning show_id as "partition", id::text, topic, key, body`,
);
