import type { DataSource } from 'typeorm';

const SHOWS_PER_EVENT = 3;

/**
 * Fills the catalog with generated events by SQL, with three shows each over the next year, in 200 cities, whose venues
 * lie around them: one venue for five events. Names are made of sixty common words; every tenth event has a word of its own as well. The same size gives the same names.
 */
export async function fillCatalog(dataSource: DataSource, events: number): Promise<void> {
  const runner = dataSource.createQueryRunner('master');
  const sql = (text: string, values?: unknown[]) => runner.query(text, values);
  try {
    await sql('set statement_timeout = 0');
    // One pass over all words at the end, rather than a trigger for each row.
    await sql('set session_replication_role = replica');
    await sql('select setseed(0.5)');
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
      `insert into event (id, name, category)
       select gen_random_uuid(),
              concat_ws(' ', first[1 + floor(random() * 20)], second[1 + floor(random() * 20)], third[1 + floor(random() * 20)],
                        case when i % 10 = 0 then initcap(substr(md5('event' || i), 1, 8)) end),
              (array['Concert', 'Classical', 'Theatre', 'Musical', 'Comedy', 'Sport', 'Dance', 'Opera', 'Family', 'Talk'])[1 + i % 10]
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
    await sql(
      `create temp table some_venue as select id, city_key, row_number() over (order by name) as n from venue;
       create unique index on some_venue (n);
       create temp table some_performer as select id, row_number() over (order by name) as n from performer;
       create unique index on some_performer (n);
       create temp table some_event as
         select id, category_key,
                1 + floor(random() * (select count(*) from venue))::int as venue_n,
                1 + floor(random() * (select count(*) from performer))::int as performer_n,
                date_trunc('minute', now() + random() * interval '360 days') as starts_at
           from event;
       analyze some_venue; analyze some_performer; analyze some_event`,
    );
    await sql(
      `insert into event_performer (event_id, performer_id, billing)
       select e.id, p.id, 0 from some_event e join some_performer p on p.n = e.performer_n`,
    );
    await sql(
      `insert into show (id, event_id, category_key, venue_id, city_key, starts_at, doors_at, sales_open_at, sales_close_at,
                         currency, seats_per_buyer_max, hold_seconds, seats_total, seats_left, month_key)
       select gen_random_uuid(), e.id, e.category_key, v.id, v.city_key, at, at - interval '1 hour', at - interval '400 days', at,
              'EUR', 8, 600, 1350, floor(random() * 1350), month_key_of(at, 'Europe/Paris')
         from some_event e
         join some_venue v on v.n = e.venue_n
        cross join lateral (
          select e.starts_at + k * interval '1 day' as at from generate_series(0, ${SHOWS_PER_EVENT - 1}) as k
        ) as starts`,
    );
    await sql(
      `insert into show_price_tier (show_id, zone, name, amount_minor)
       select id, zone, 'Category ' || zone, 2000 + floor(random() * 80) * 100
         from show, unnest(array['1', '2', '3']) as zone`,
    );
    await sql(
      `update show s
          set price_min_minor = t.price_min, price_max_minor = t.price_max, price_bucket = price_bucket_of(t.price_min)
         from (select show_id, min(amount_minor) as price_min, max(amount_minor) as price_max
                 from show_price_tier group by show_id) as t
        where s.id = t.show_id`,
    );
    await sql(
      `insert into facet_value (kind, key, name, show_count)
       select 'T', city_key, 'City ' || substr(city_key, 6), count(*) from show group by city_key
        union all
       select 'C', category_key, initcap(category_key), count(*) from show group by category_key
           on conflict do nothing`,
    );
    await sql('analyze');
    await sql('select index_events(array_agg(id)) from event');
    await sql('drop table some_event, some_venue, some_performer');
    await sql('set session_replication_role = origin');
    // What autovacuum does in the quiet after a great change.
    await sql(
      'vacuum (analyze) venue, performer, event, event_performer, show, show_price_tier, search_word, facet_value',
    );
  } finally {
    await sql('reset statement_timeout').catch(() => undefined);
    await runner.release();
  }
}
