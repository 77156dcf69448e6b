import type { DataSource } from 'typeorm';

const SHOWS_PER_EVENT = 3;
/** No statement takes longer than the service would wait for one. */
const ORDERS_PER_INSERT = 100_000;
const TABLES = ['venue', 'performer', 'event', 'event_performer', 'show', 'show_price_tier', 'search_word'];

type Sql = (text: string, values?: unknown[]) => Promise<unknown>;

/**
 * Fills the catalog with generated events by SQL, with three shows each over the next year, in 200 cities, whose venues
 * lie around them: one venue for five events. Names are made of sixty common words; every tenth event has a word of its own as well. The same size gives the same names.
 *
 * Everything that triggers would work out is worked out by the queries, and indexes are built when the rows are there:
 * with triggers and indexes in place, a hundred thousand events take minutes.
 */
export async function fillCatalog(dataSource: DataSource, events: number): Promise<void> {
  const runner = dataSource.createQueryRunner('master');
  const sql: Sql = (text, values) => runner.query(text, values);
  try {
    await sql(
      `set statement_timeout = 0; set session_replication_role = replica; set maintenance_work_mem = '512MB'; set work_mem = '128MB'`,
    );
    await sql('select setseed(0.5)');
    const indexes = await dropIndexes(sql, TABLES);
    await insertNames(sql, events);
    await planShows(sql);
    await insertShows(sql);
    await indexWords(sql);
    for (const definition of indexes) await sql(definition);
    await sql('drop table some_show, some_event, some_venue, some_performer');
    // What autovacuum does in the quiet after a great change.
    await sql(`vacuum (analyze) ${TABLES.join(', ')}, facet_value`);
  } finally {
    await sql('reset all').catch(() => undefined);
    await runner.release();
  }
}

/** All but those of keys. Returns the statements that make them again. */
async function dropIndexes(sql: Sql, tables: readonly string[]): Promise<string[]> {
  // The query names its columns.
  const indexes = (await sql(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
       from pg_index i
      where i.indrelid::regclass::text = any($1)
        and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
      order by 1`,
    [tables],
  )) as { name: string; definition: string }[];
  await sql(`drop index ${indexes.map(({ name }) => name).join(', ')}`);
  return indexes.map(({ definition }) => definition);
}

async function insertNames(sql: Sql, events: number): Promise<void> {
  await sql(
    `insert into venue (id, name, city, country_code, time_zone, capacity, latitude, longitude)
     select gen_random_uuid(),
            initcap(substr(md5('venue' || i), 1, 6)) || ' ' || (array['Hall', 'Arena', 'Theatre', 'Stadium', 'Palais'])[1 + i % 5],
            'City ' || (i % 200), 'FR', 'Europe/Paris', 1000 + i,
            -40 + (i % 20) * 5 + (random() - 0.5) / 2, -170 + (i % 200) / 20 * 35 + (random() - 0.5) / 2
       from generate_series(1, greatest(20, $1::int / 5)) as i`,
    [events],
  );
  await sql(
    `insert into performer (id, name)
     select gen_random_uuid(), initcap(substr(md5('first' || i % 3000), 1, 6)) || ' ' || initcap(substr(md5('last' || i), 1, 8))
       from generate_series(1, greatest(50, $1::int / 5)) as i`,
    [events],
  );
  await sql(
    `create temp table some_venue as select id, city_key, words, row_number() over (order by name) as n from venue;
     create temp table some_performer as select id, words, row_number() over (order by name) as n from performer;
     create unique index on some_venue (n);
     create unique index on some_performer (n)`,
  );
  await sql(
    `create temp table some_event as
     select gen_random_uuid() as id, i,
            first[1 + floor(random() * 20)] as first, second[1 + floor(random() * 20)] as second, third[1 + floor(random() * 20)] as third,
            case when i % 10 = 0 then initcap(substr(md5('event' || i), 1, 8)) end as own,
            (array['Concert', 'Classical', 'Theatre', 'Musical', 'Comedy', 'Sport', 'Dance', 'Opera', 'Family', 'Talk'])[1 + i % 10] as category,
            1 + floor(random() * (select count(*) from some_venue))::int as venue_n,
            1 + floor(random() * (select count(*) from some_performer))::int as performer_n,
            date_trunc('minute', now() + random() * interval '360 days') as starts_at
       from generate_series(1, $1::int) as i,
            (values (array['Midnight', 'Golden', 'Silent', 'Northern', 'Electric', 'Velvet', 'Crimson', 'Hollow', 'Distant', 'Amber',
                           'Winter', 'Summer', 'Royal', 'Broken', 'Wandering', 'Secret', 'Lunar', 'Paper', 'Glass', 'Iron'],
                     array['Symphony', 'Nutcracker', 'Festival', 'Orchestra', 'Tour', 'Gala', 'Concerto', 'Revue', 'Circus', 'Opera',
                           'Ballet', 'Recital', 'Sessions', 'Comedy', 'Musical', 'Derby', 'Final', 'Requiem', 'Cabaret', 'Jazz'],
                     array['Beethoven', 'Shakespeare', 'Rossini', 'Kaleidoscope', 'Aurora', 'Meridian', 'Tempest', 'Horizon',
                           'Labyrinth', 'Sycamore', 'Alcazar', 'Bohemia', 'Cascade', 'Dynamo', 'Eclipse', 'Fandango', 'Gondola',
                           'Harlequin', 'Ivory', 'Juniper'])) as words (first, second, third)`,
    [events],
  );
  // The words of a name are those of its parts.
  await sql(
    `create temp table some_word as
       select word, search_words(word) as words
         from (select first as word from some_event union select second from some_event
                union select third from some_event union select own from some_event) as parts;
     create unique index on some_word (word);
     analyze some_venue; analyze some_performer; analyze some_event; analyze some_word;
     insert into event (id, name, category, title_words, words)
     select e.id, concat_ws(' ', e.first, e.second, e.third, e.own), e.category, titled.words, titled.words || v.words
       from some_event e
       join some_venue v on v.n = e.venue_n
       join some_performer p on p.n = e.performer_n
       join some_word one on one.word = e.first
       join some_word two on two.word = e.second
       join some_word three on three.word = e.third
       left join some_word four on four.word = e.own
      cross join lateral (select one.words || two.words || three.words || coalesce(four.words, '') || p.words as words) as titled
      order by e.i;
     insert into event_performer (event_id, performer_id, billing)
     select e.id, p.id, 0 from some_event e join some_performer p on p.n = e.performer_n;
     drop table some_word`,
  );
}

async function planShows(sql: Sql): Promise<void> {
  await sql(
    `create temp table some_show as
     select gen_random_uuid() as id, e.id as event_id, lower(e.category) as category_key, v.id as venue_id, v.city_key,
            e.starts_at + k * interval '1 day' as at, floor(random() * 1350)::int as seats_left,
            -- Seats at the aisle everywhere, each further feature in a third, a ninth … of the venues.
            2 | case when v.n % 3 = 0 then 4 else 0 end | case when v.n % 9 = 0 then 8 else 0 end | case when v.n % 81 = 0 then 64 else 0 end as seat_features,
            array[2000 + floor(random() * 80)::int * 100, 2000 + floor(random() * 80)::int * 100, 2000 + floor(random() * 80)::int * 100] as amounts
       from some_event e
       join some_venue v on v.n = e.venue_n
      cross join generate_series(0, ${SHOWS_PER_EVENT - 1}) as k
      order by e.i, k;
     analyze some_show`,
  );
}

async function insertShows(sql: Sql): Promise<void> {
  await sql(
    `insert into show (id, event_id, category_key, venue_id, city_key, starts_at, doors_at, sales_open_at, sales_close_at,
                       currency, seats_per_buyer_max, hold_seconds, seats_total, seats_left, has_free_seats, seat_features, month_key,
                       price_min_minor, price_max_minor, price_bucket)
     select id, event_id, category_key, venue_id, city_key, at, at - interval '1 hour', at - interval '400 days', at,
            'EUR', 8, 600, 1350, seats_left, seats_left > 0, seat_features, month_key_of(at, 'Europe/Paris'),
            least(amounts[1], amounts[2], amounts[3]), greatest(amounts[1], amounts[2], amounts[3]),
            price_bucket_of(least(amounts[1], amounts[2], amounts[3]))
       from some_show`,
  );
  await sql(
    `insert into show_price_tier (show_id, zone, name, amount_minor)
     select id, zone::text, 'Category ' || zone, amounts[zone] from some_show, generate_series(1, 3) as zone`,
  );
  await sql(
    `insert into facet_value (kind, key, name, show_count)
     select 'T', city_key, 'City ' || substr(city_key, 6), count(*) from some_show group by city_key
      union all
     select 'C', category_key, initcap(category_key), count(*) from some_show group by category_key
         on conflict do nothing`,
  );
}

async function indexWords(sql: Sql): Promise<void> {
  await sql(
    `insert into search_word
     select distinct word
       from (select unnest(tsvector_to_array(words)) as word from event) as words
      order by word
         on conflict do nothing`,
  );
}

/** A million confirmed orders of the last day are made likewise: more of some shows than of others. */
export async function fillOrders(dataSource: DataSource, orders: number): Promise<void> {
  const runner = dataSource.createQueryRunner('master');
  const sql: Sql = (text, values) => runner.query(text, values);
  try {
    await sql("set statement_timeout = 0; set session_replication_role = replica; set maintenance_work_mem = '512MB'");
    await sql('select setseed(0.5)');
    const indexes = await dropIndexes(sql, ['ticket_order']);
    await sql(
      'create temp table some_ids as select array_agg(id) as ids from (select id from show limit 20001) as shows',
    );
    for (let from = 1; from <= orders; from += ORDERS_PER_INSERT) {
      await sql(
        `insert into ticket_order (id, show_id, buyer_id, hold_id, idempotency_key, request_hash, status, total_minor, currency, created_at, changed_by)
         select gen_random_uuid(), s.ids[1 + floor(power(random(), 2) * 20000)], md5((random() * 700000)::int::text)::uuid, gen_random_uuid(),
                i::text, 'a', 'C', 4000, 'EUR', now() - ($1::int - i) * interval '1 day' / $1::int, 'buyer'
           from some_ids as s, generate_series($2::int, least($1::int, $2::int + ${ORDERS_PER_INSERT - 1})) as i`,
        [orders, from],
      );
    }
    await sql('drop table some_ids');
    for (const definition of indexes) await sql(definition);
    await sql('vacuum (analyze) ticket_order');
  } finally {
    await sql('reset all').catch(() => undefined);
    await runner.release();
  }
}
