import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What events are found by: where their venues are, the month and the prices of shows, titles, and what trends. */
export class Discovery1763700002021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Trusted, unlike earthdistance, which needs a superuser.
      create extension if not exists cube;

      create function earth_point(latitude double precision, longitude double precision) returns cube
        language sql immutable strict parallel safe
        begin atomic
          select cube(array[
                   normal * cosd(latitude) * cosd(longitude),
                   normal * cosd(latitude) * sind(longitude),
                   normal * (1 - 0.00669437999014) * sind(latitude)])
            from (select 6378.137 / sqrt(1 - 0.00669437999014 * sind(latitude) ^ 2)) as ellipsoid (normal);
        end;
      comment on function earth_point is
        'A point of the ellipsoid WGS 84 in kilometres from the centre of the Earth. The straight line between two such points has one length in every direction, also over a pole and over the date line.';

      alter table venue
        add column position cube generated always as (earth_point(latitude, longitude)) stored,
        add column words tsvector not null generated always as (search_words(name)) stored;
      create index venue_position on venue using gist (position);
      create index venue_words on venue using gin (words);
      comment on column venue.position is 'See earth_point; null where the venue has no coordinates.';

      alter table event add column title_words tsvector not null default '';
      comment on column event.title_words is 'Of its own name and its performers'', kept by triggers.';
      create index event_title_words on event using gin (title_words);

      alter table show
        add column month_key int,
        add column price_min_minor bigint,
        add column price_max_minor bigint,
        add column price_bucket smallint;
      comment on column show.month_key is 'The month of its start where the venue is, as 202611. Kept by triggers.';
      comment on column show.price_min_minor is 'Of the price tiers, kept by their triggers; null without prices.';
      comment on column show.price_max_minor is 'Of the price tiers, kept by their triggers; null without prices.';
      comment on column show.price_bucket is 'See price_bucket_of.';

      create function price_bucket_of(amount_minor bigint) returns smallint
        language sql immutable strict parallel safe
        return width_bucket(amount_minor, array[2500, 5000, 10000, 20000]::bigint[])::smallint;
      comment on function price_bucket_of is
        'The steps in which prices are counted, in the smallest unit of a currency: below 2,500 is 0, from 20,000 on is 4.';

      create function month_key_of(starts_at timestamptz, time_zone text) returns int
        language sql stable strict parallel safe
        return extract(year from starts_at at time zone time_zone) * 100 + extract(month from starts_at at time zone time_zone);

      create or replace function show_copy_keys() returns trigger language plpgsql as $$
      begin
        select city_key, month_key_of(new.starts_at, time_zone) into new.city_key, new.month_key
          from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        return new;
      end $$;
      drop trigger show_copy_keys on show;
      create trigger show_copy_keys before insert or update of event_id, venue_id, starts_at on show
        for each row execute function show_copy_keys();

      create function venue_zone_changed() returns trigger language plpgsql as $$
      begin
        update show set month_key = month_key_of(starts_at, new.time_zone) where venue_id = new.id;
        return null;
      end $$;
      create trigger venue_zone_changed after update of time_zone on venue
        for each row when (old.time_zone <> new.time_zone) execute function venue_zone_changed();

      create or replace function show_price_tier_changed() returns trigger language plpgsql as $$
      begin
        update show s
           set terms_version = terms_version + 1,
               price_min_minor = tiers.price_min,
               price_max_minor = tiers.price_max,
               price_bucket = price_bucket_of(tiers.price_min)
          from (select c.show_id, min(t.amount_minor) as price_min, max(t.amount_minor) as price_max
                  from (select distinct show_id from changed) as c
                  left join show_price_tier t on t.show_id = c.show_id
                 group by c.show_id) as tiers
         where s.id = tiers.show_id;
        return null;
      end $$;

      create or replace function index_events(ids uuid[]) returns void language plpgsql as $$
      begin
        perform from event where id = any(ids) order by id for no key update;
        with titled as (
          select e.id,
                 search_words(concat_ws(' ', e.name,
                   (select string_agg(p.name, ' ')
                      from event_performer ep join performer p on p.id = ep.performer_id
                     where ep.event_id = e.id))) as title,
                 search_words((select string_agg(v.name, ' ')
                      from venue v
                     where v.id = any(array(select venue_id from show where event_id = e.id)))) as venues
            from event e
           where e.id = any(ids)
        ), named as (
          select id, title, title || coalesce(venues, '') as words
            from titled
        ), changed as (
          update event e
             set words = named.words,
                 title_words = named.title
            from named
           where e.id = named.id
             and (e.words <> named.words or e.title_words <> named.title)
          returning e.words
        )
        insert into search_word
        select distinct word
          from changed, unnest(tsvector_to_array(words)) as word
         order by word
            on conflict do nothing;
      end $$;
      select index_events(array(select id from event));

      create function search_shortened(word text) returns text[]
        language sql immutable strict parallel safe
        return array(
          select left(word, 4)
          union
          select overlay(left(word, 4) placing '' from i for 1) from generate_series(1, least(length(word), 4)) as i);
      comment on function search_shortened is
        'The first four letters, and these without one of them. The beginnings of two words that differ in one letter have one of these in common.';
      create index search_word_shortened on search_word using gin (search_shortened(word)) where length(word) >= 3;
      create index search_word_beginning on search_word (word text_pattern_ops);

      create table facet_value (
        kind "char" not null check (kind in ('C', 'T')),
        key text not null,
        name text not null,
        show_count int not null default 0,
        primary key (kind, key)
      );
      comment on table facet_value is 'Categories (C) and cities (T), now or once, as they were written first.';
      comment on column facet_value.show_count is
        'Shows to come, counted every five minutes: which values are counted exactly where there are too many to count all.';
      create index facet_value_by_shows on facet_value (kind, show_count desc, key);

      create function facet_values_added() returns trigger language plpgsql as $$
      begin
        if tg_level = 'ROW' and tg_table_name = 'venue' then
          insert into facet_value (kind, key, name) values ('T', new.city_key, new.city) on conflict do nothing;
        elsif tg_level = 'ROW' then
          insert into facet_value (kind, key, name) values ('C', new.category_key, new.category) on conflict do nothing;
        elsif tg_table_name = 'venue' then
          insert into facet_value (kind, key, name)
          select distinct on (city_key) 'T', city_key, city from changed order by city_key, city
              on conflict do nothing;
        else
          insert into facet_value (kind, key, name)
          select distinct on (category_key) 'C', category_key, category from changed order by category_key, category
              on conflict do nothing;
        end if;
        return null;
      end $$;
      create trigger facet_values_added after insert on venue
        referencing new table as changed for each statement execute function facet_values_added();
      create trigger facet_values_changed after update of city on venue
        for each row when (old.city_key <> new.city_key) execute function facet_values_added();
      create trigger facet_values_added after insert on event
        referencing new table as changed for each statement execute function facet_values_added();
      create trigger facet_values_changed after update of category on event
        for each row when (old.category_key <> new.category_key) execute function facet_values_added();
      insert into facet_value (kind, key, name)
      select distinct on (city_key) 'T', city_key, city from venue order by city_key, city;
      insert into facet_value (kind, key, name)
      select distinct on (category_key) 'C', category_key, category from event order by category_key, category;

      create table trend_run (
        run_at timestamptz(3) primary key
      );
      comment on table trend_run is 'When the trending events were worked out. The runs of the last hour are kept for those who turn pages.';
      create table event_trend (
        run_at timestamptz(3) not null references trend_run on delete cascade,
        event_id uuid not null references event on delete cascade,
        score double precision not null check (score > 0),
        primary key (run_at, event_id)
      );
      comment on table event_trend is 'The trending events of a run: see docs/discovery.md for the score.';
      create index event_trend_event on event_trend (event_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_trend, trend_run;
      drop trigger facet_values_added on venue;
      drop trigger facet_values_changed on venue;
      drop trigger facet_values_added on event;
      drop trigger facet_values_changed on event;
      drop function facet_values_added;
      drop table facet_value;
      drop index search_word_beginning, search_word_shortened;
      drop function search_shortened;
      create or replace function index_events(ids uuid[]) returns void language plpgsql as $$
      begin
        perform from event where id = any(ids) order by id for no key update;
        with named as (
          select e.id,
                 search_words(concat_ws(' ', e.name,
                   (select string_agg(p.name, ' ')
                      from event_performer ep join performer p on p.id = ep.performer_id
                     where ep.event_id = e.id),
                   (select string_agg(v.name, ' ')
                      from venue v
                     where v.id = any(array(select venue_id from show where event_id = e.id))))) as words
            from event e
           where e.id = any(ids)
        ), changed as (
          update event e
             set words = named.words
            from named
           where e.id = named.id
             and e.words <> named.words
          returning e.words
        )
        insert into search_word
        select distinct word
          from changed, unnest(tsvector_to_array(words)) as word
         order by word
            on conflict do nothing;
      end $$;
      create or replace function show_price_tier_changed() returns trigger language plpgsql as $$
      begin
        update show set terms_version = terms_version + 1 where id in (select show_id from changed);
        return null;
      end $$;
      drop trigger venue_zone_changed on venue;
      drop function venue_zone_changed;
      create or replace function show_copy_keys() returns trigger language plpgsql as $$
      begin
        select city_key into new.city_key from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        return new;
      end $$;
      drop trigger show_copy_keys on show;
      create trigger show_copy_keys before insert or update of event_id, venue_id on show
        for each row execute function show_copy_keys();
      drop function month_key_of;
      drop function price_bucket_of;
      alter table show
        drop column month_key,
        drop column price_min_minor,
        drop column price_max_minor,
        drop column price_bucket;
      alter table event drop column title_words;
      alter table venue drop column words, drop column position;
      drop function earth_point;
      drop extension cube;
    `);
  }
}
