import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Catalog1763700000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists fuzzystrmatch;

      create function search_key(words text) returns text
        language sql immutable strict parallel safe
        -- Immutable as long as nobody changes the rules of unaccent, which PostgreSQL cannot know.
        return btrim(regexp_replace(lower(unaccent('unaccent'::regdictionary, words)), '[[:space:][:punct:]]+', ' ', 'g'));
      comment on function search_key is 'Words as they are compared: lower case, no accents, one space between two.';

      create function search_words(words text) returns tsvector
        language sql immutable strict parallel safe
        return array_to_tsvector(array_remove(string_to_array(search_key(words), ' '), ''));
      comment on function search_words is 'Each word once, as it is compared. No dictionary: names are not stemmed.';

      create table venue (
        id uuid primary key,
        name text not null check (length(name) between 1 and 200),
        address text,
        city text not null check (length(city) between 1 and 100),
        city_key text not null generated always as (search_key(city)) stored,
        country_code text not null check (country_code ~ '^[A-Z]{2}$'),
        time_zone text not null,
        latitude double precision check (latitude between -90 and 90),
        longitude double precision check (longitude between -180 and 180),
        capacity int not null check (capacity > 0),
        organizer_id uuid,
        unique (id, city_key),
        constraint venue_has_both_coordinates_or_none check ((latitude is null) = (longitude is null))
      );
      comment on table venue is 'A place with an address and a time zone.';
      comment on column venue.organizer_id is 'The caller who may change it; null for the service itself.';

      create table performer (
        id uuid primary key,
        name text not null unique check (length(name) between 1 and 200),
        words tsvector not null generated always as (search_words(name)) stored
      );
      create index performer_words on performer using gin (words);
      comment on table performer is 'Who stands on the stage, by the name on the poster.';

      create table event (
        id uuid primary key,
        name text not null check (length(name) between 1 and 200),
        description text check (length(description) <= 10000),
        category text not null check (length(category) between 1 and 60),
        category_key text not null generated always as (search_key(category)) stored,
        organizer_id uuid,
        created_at timestamptz(3) not null default clock_timestamp(),
        words tsvector not null default '',
        unique (id, category_key)
      );
      create index event_words on event using gin (words);
      comment on column event.words is 'Of its own name, its performers'' and its venues'', kept by triggers.';
      comment on table event is 'What is on: a name, a category and performers. It happens in shows.';
      comment on column event.organizer_id is 'The caller who may change it; null for the service itself.';

      create table event_performer (
        event_id uuid not null references event on delete cascade,
        performer_id uuid not null references performer,
        billing int not null,
        primary key (event_id, performer_id)
      );
      create index event_performer_performer on event_performer (performer_id);
      comment on table event_performer is 'Who performs in an event.';
      comment on column event_performer.billing is 'The order of the names on the poster.';

      create table show (
        id uuid primary key,
        event_id uuid not null,
        category_key text not null,
        venue_id uuid not null,
        city_key text not null,
        seat_map_version text constraint show_of_a_seat_map references seat_map,
        seat_numbering_id uuid,
        starts_at timestamptz(3) not null,
        doors_at timestamptz(3) not null,
        sales_open_at timestamptz(3) not null,
        sales_close_at timestamptz(3) not null,
        refund_until timestamptz(3),
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        seats_per_buyer_max int not null check (seats_per_buyer_max between 1 and 100),
        hold_seconds int not null check (hold_seconds between 1 and 86400),
        sales_paused boolean not null default false,
        cancelled_at timestamptz(3),
        organizer_id uuid,
        terms_version int not null default 1,
        seats_total int,
        seats_left int,
        constraint show_opens_doors_first check (doors_at <= starts_at),
        constraint show_opens_before_it_closes check (sales_open_at < sales_close_at),
        constraint show_has_no_more_left_than_all check (seats_left between 0 and seats_total),
        constraint show_counts_both_or_none check ((seats_total is null) = (seats_left is null)),
        -- The copies follow their originals by themselves.
        foreign key (event_id, category_key) references event (id, category_key) on update cascade,
        foreign key (venue_id, city_key) references venue (id, city_key) on update cascade
      ) with (fillfactor = 80);
      comment on table show is 'One performance of an event, in one venue, and the terms of its sale.';
      comment on column show.category_key is 'Copy of the event''s, so that an index can serve the filter and the order.';
      comment on column show.city_key is 'Copy of the venue''s, so that an index can serve the filter and the order.';
      comment on column show.seat_numbering_id is
        'Which seats of the ledger the map''s seats are, by the ledger''s own table; null where they count in map order.';
      comment on column show.organizer_id is 'The caller who may change it; null for the service itself.';
      comment on column show.terms_version is 'Grows with every change that a sale depends on.';
      comment on column show.seats_left is
        'Available seats as the ledger counted them lately: a hint for lists. No index, so that its updates stay in the page.';

      create index show_by_start on show (starts_at, event_id);
      create index show_of_event on show (event_id, starts_at, id);
      create index show_in_venue on show (venue_id, starts_at, event_id);
      create index show_in_city on show (city_key, starts_at, event_id);
      create index show_of_category on show (category_key, starts_at, event_id);

      create function show_copy_keys() returns trigger language plpgsql as $$
      begin
        select city_key into new.city_key from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        return new;
      end $$;
      create trigger show_copy_keys before insert or update of event_id, venue_id on show
        for each row execute function show_copy_keys();

      create function show_raise_terms_version() returns trigger language plpgsql as $$
      begin
        new.terms_version := old.terms_version + 1;
        return new;
      end $$;
      create trigger show_raise_terms_version before update on show
        for each row
        when (row(old.event_id, old.venue_id, old.seat_map_version, old.seat_numbering_id, old.starts_at, old.doors_at, old.sales_open_at,
                  old.sales_close_at, old.refund_until, old.currency, old.seats_per_buyer_max, old.hold_seconds,
                  old.sales_paused, old.cancelled_at, old.organizer_id, old.terms_version)
              is distinct from
              row(new.event_id, new.venue_id, new.seat_map_version, new.seat_numbering_id, new.starts_at, new.doors_at, new.sales_open_at,
                  new.sales_close_at, new.refund_until, new.currency, new.seats_per_buyer_max, new.hold_seconds,
                  new.sales_paused, new.cancelled_at, new.organizer_id, new.terms_version))
        execute function show_raise_terms_version();

      create table show_price_tier (
        show_id uuid not null references show on delete cascade,
        zone text not null check (length(zone) between 1 and 60),
        name text not null check (length(name) between 1 and 60),
        amount_minor int not null check (amount_minor >= 0),
        primary key (show_id, zone)
      );
      comment on table show_price_tier is 'What a seat of a price zone costs in a show.';
      comment on column show_price_tier.zone is 'The seat map''s name for the price zone.';

      -- Each statement raises the version of a show once, however many tiers it touches.
      create function show_price_tier_changed() returns trigger language plpgsql as $$
      begin
        update show set terms_version = terms_version + 1 where id in (select show_id from changed);
        return null;
      end $$;
      create trigger show_price_tier_inserted after insert on show_price_tier
        referencing new table as changed for each statement execute function show_price_tier_changed();
      create trigger show_price_tier_updated after update on show_price_tier
        referencing new table as changed for each statement execute function show_price_tier_changed();
      create trigger show_price_tier_deleted after delete on show_price_tier
        referencing old table as changed for each statement execute function show_price_tier_changed();

      create table search_word (word text primary key);
      create index search_word_near on search_word using gist (word gist_trgm_ops);
      comment on table search_word is
        'Every word of an event''s words, now or once: where a misspelled word finds what was meant.';

      -- The library must be there before a function can set what it knows.
      select similarity('a', 'a');
      create function search_words_near(typed text) returns setof text
        language sql stable strict parallel safe
        set pg_trgm.similarity_threshold = 0.2
        begin atomic
          with near as (
            select s.word, levenshtein(s.word, typed) as wrong
              from search_word s
             where s.word % typed
               and length(typed) between 3 and 40
               and length(s.word) <= 60
            union all
            select s.word, 1
              from generate_series(1, least(length(typed), 40) - 1) as i
              join search_word s on s.word = overlay(typed placing reverse(substr(typed, i, 2)) from i for 2)
          ), nearest as (
            select word, rank() over (order by wrong) as place
              from near
             where wrong <= case when length(typed) < 5 then 1 when length(typed) < 8 then 2 else 3 end
          )
          select distinct word from nearest where place = 1 order by word limit 5;
        end;
      comment on function search_words_near is
        'What a misspelled word may mean: of the words that share a fifth of its trigrams, those with the fewest wrong letters. Two neighbours that changed places are one wrong letter.';

      create function search_finds_any(words_wanted tsquery) returns boolean
        language sql stable strict parallel safe
        -- The planner hopes to meet one soon by reading the table from its start; for a misspelled word there is none.
        set enable_seqscan = off
        return exists (select from event where words @@ words_wanted);
      comment on function search_finds_any is 'Whether any event has these words.';

      -- Reads the names after it has the lock, so that of two changes at once the later sees the earlier.
      create function index_events(ids uuid[]) returns void language plpgsql as $$
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
      comment on function index_events is 'Brings the words of these events up to date.';

      create function names_changed() returns trigger language plpgsql as $$
      declare
        ids uuid[];
      begin
        if tg_level = 'STATEMENT' and tg_table_name = 'event' then
          select array_agg(id) into ids from changed;
        elsif tg_level = 'STATEMENT' then
          select array_agg(distinct event_id) into ids from changed;
        elsif tg_table_name = 'event' then
          ids := array[new.id];
        elsif tg_table_name = 'performer' then
          select array_agg(event_id) into ids from event_performer where performer_id = new.id;
        elsif tg_table_name = 'venue' then
          select array_agg(distinct event_id) into ids from show where venue_id = new.id;
        else
          ids := array[old.event_id, new.event_id];
        end if;
        perform index_events(ids);
        return null;
      end $$;
      create trigger event_named after insert on event
        referencing new table as changed for each statement execute function names_changed();
      create trigger event_renamed after update of name on event
        for each row when (old.name <> new.name) execute function names_changed();
      create trigger event_performer_added after insert on event_performer
        referencing new table as changed for each statement execute function names_changed();
      create trigger event_performer_removed after delete on event_performer
        referencing old table as changed for each statement execute function names_changed();
      create trigger performer_renamed after update of name on performer
        for each row when (old.name <> new.name) execute function names_changed();
      create trigger venue_renamed after update of name on venue
        for each row when (old.name <> new.name) execute function names_changed();
      create trigger show_added after insert on show
        referencing new table as changed for each statement execute function names_changed();
      create trigger show_removed after delete on show
        referencing old table as changed for each statement execute function names_changed();
      create trigger show_moved after update of event_id, venue_id on show
        for each row when (old.event_id <> new.event_id or old.venue_id <> new.venue_id)
        execute function names_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function search_finds_any;
      drop function search_words_near;
      drop table show_price_tier, show, event_performer, event, performer, venue, search_word;
      drop function names_changed;
      drop function index_events;
      drop function show_price_tier_changed;
      drop function show_raise_terms_version;
      drop function show_copy_keys;
      drop function search_words;
      drop function search_key;
      drop extension fuzzystrmatch;
    `);
  }
}
