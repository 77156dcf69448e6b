import { statement } from '../../platform';

/** Up to so many matches are looked up one by one; of more, the next ones are met soon by walking in order of time. */
export const NARROW_MATCHES_MAX = 2000;
/** Of more than so many, enough are left to meet soon without those of the narrow part. */
const VERY_BROAD_MATCHES_MIN = 4 * NARROW_MATCHES_MAX;

/** How many events a query of this alias finds, as far as it matters. */
const countMatches = (alias: string) =>
  `(select count(*)
      from (select from event
             where event.words @@ ${alias}.query::tsquery
             limit case when $4 then ${VERY_BROAD_MATCHES_MIN + 1} else ${NARROW_MATCHES_MAX + 1} end) as matches)`;

/**
 * $1 what was typed, $2 words that may be left out, $3 words at most, $4 whether the titles are of interest.
 *
 * Returns the search as a tsquery: every word as it begins a word of an event, or, where no event has it, the words
 * that may be meant. Words that may be left out are left out where another word was typed, and so are tokens of marks
 * alone ("rock & roll"); where nothing else was typed they are the search ("!!!", "The The"). Null stands for no words
 * at all (`words` 0) or for a word that nothing is near.
 */
export const correctSpelling = statement(
  'catalog_correct_search_spelling',
  `with typed as (
     select distinct on (token) *,
            case when joined = '' then 1 when joined = any($2::text[]) then 2 else 0 end as weight
       from search_tokens($1)
      order by token, place
   ), wanted as (
     select *
       from typed
      where weight = (select min(weight) from typed)
      order by place
      limit $3
   ), exact as materialized (
     select place,
            token,
            joined,
            search_term(token, pieces, joined, respelled, case when length(joined) >= 3 then ':*' else '' end) as term
       from wanted
   ), whole as materialized (
     -- An event that has all words has each: nothing is misspelled, and no word is looked up by itself.
     select ${countMatches('typed')} as matches
       from (select string_agg('(' || term || ')', ' & ') as query from exact) as typed
   ), spelled as materialized (
     select exact.place,
            exact.token,
            case when near.words is null then exact.term
                 else (select string_agg(search_lexeme(word), ' | ') from unnest(near.words) as word) end as term,
            near.words
       from exact
      cross join lateral (
        select case when (select matches from whole) = 0 and not search_finds_any(exact.term::tsquery)
                    then array(select word from search_words_near(exact.joined) as word) end as words
        -- Else each use of these words would look for them again.
        offset 0
      ) as near
   ), search as materialized (
     select count(*)::int as words,
            case when bool_and(term is not null) then string_agg('(' || term || ')', ' & ') end as query,
            case when bool_or(spelled.words is not null)
                 then string_agg(coalesce(spelled.words[1], token), ' ' order by place) end as corrected
       from spelled
   ), counted as materialized (
     select search.*,
            case when corrected is null then (select matches from whole) else ${countMatches('search')} end as matches,
            case when $4 then
              (select count(*)
                 from (select from event where event.title_words @@ search.query::tsquery limit ${NARROW_MATCHES_MAX + 1}) as matches)
            else 0 end as titles
       from search
   )
   select words,
          query,
          corrected,
          matches > ${NARROW_MATCHES_MAX} as "isBroad",
          matches > ${VERY_BROAD_MATCHES_MIN} as "isVeryBroad",
          titles > ${NARROW_MATCHES_MAX} as "isTitleBroad"
     from counted`,
);

/** $1 point, $2 the box around it, $3 straight line to it, $4 venues at most. How many venues are near, up to that many. */
export const countVenuesNear = statement(
  'catalog_count_venues_near',
  `select count(*)::int as count
     from (select from venue v where v.position <@ $2::cube and v.position <-> $1::cube <= $3::float8 limit $4) as near`,
);
