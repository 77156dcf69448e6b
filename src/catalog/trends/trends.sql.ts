import { statement } from '../../platform';

/**
 * Only one process works out a run. False where another does so now. The statements of a run differ too much in what
 * they are given for one plan, and are planned each time.
 */
export const lockTrends = statement(
  'catalog_lock_trends',
  `select pg_try_advisory_xact_lock(hashtext('frontrow trends')) as "isLocked",
          set_config('work_mem', '256MB', true) as memory,
          set_config('plan_cache_mode', 'force_custom_plan', true) as planning`,
);

export const readLastTrendRun = statement(
  'catalog_read_last_trend_run',
  'select max(run_at) as "runAt" from trend_run',
);

/**
 * $1 run, $2 events, $3 their buyers by weight, $4 now. The score is related to the size of what is still to come: to the
 * square root of its seats, so that neither clubs nor stadiums fill the list. Events without a show to come are left out.
 */
export const insertTrendRun = statement(
  'catalog_insert_trend_run',
  `with run as (
     insert into trend_run (run_at) values ($1::timestamptz) returning run_at
   )
   insert into event_trend (run_at, event_id, score)
   select run.run_at, d.event_id, d.weight / sqrt(sized.seats)
     from run,
          unnest($2::uuid[], $3::float8[]) as d (event_id, weight)
    cross join lateral (
      select greatest(sum(s.seats_total), 1) as seats
        from show s
       where s.event_id = d.event_id and s.starts_at >= $4::timestamptz and s.cancelled_at is null
      having count(*) > 0
    ) as sized
    where d.weight > 0
   returning event_id`,
);

/** $1 the oldest run that is kept. */
export const deleteTrendRuns = statement('catalog_delete_trend_runs', 'delete from trend_run where run_at < $1');

/** $1 now. Which values of a facet have the most shows. */
export const countFacetValues = statement(
  'catalog_count_facet_values',
  `update facet_value v
      set show_count = counted.shows
     from (select f.kind, f.key, coalesce(c.shows, 0)::int as shows
             from facet_value f
             left join (
               select case grouping(category_key) when 0 then 'C'::"char" else 'T' end as kind,
                      coalesce(category_key, city_key) as key,
                      sum(shows) as shows
                 from (select category_key, city_key, count(*) as shows
                         from show
                        where starts_at >= $1::timestamptz
                        group by category_key, city_key) as pairs
                group by grouping sets ((category_key), (city_key))
             ) as c using (kind, key)) as counted
    where v.kind = counted.kind
      and v.key = counted.key
      and v.show_count <> counted.shows`,
);
