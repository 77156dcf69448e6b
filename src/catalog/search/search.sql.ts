import { statement } from '../../platform';

/** Up to so many matches are looked up one by one; of more, the next ones are met soon by walking in order of time. */
export const NARROW_MATCHES_MAX = 2000;

/**
 * $1 what was typed, $2 words that may be left out, $3 words at most.
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
   ), exact as (
     select joined,
            search_term(token, pieces, joined, respelled, case when length(joined) >= 3 then ':*' else '' end) as term
       from wanted
   ), spelled as (
     select case when search_finds_any(exact.term::tsquery) then exact.term
            else (select string_agg(search_lexeme(near), ' | ') from search_words_near(exact.joined) as near) end as term
       from exact
   ), search as (
     select count(*)::int as words,
            case when bool_and(term is not null) then string_agg('(' || term || ')', ' & ') end as query
       from spelled
   )
   select words,
          query,
          (select count(*)
             from (select from event where event.words @@ search.query::tsquery limit ${NARROW_MATCHES_MAX + 1}) as matches
          ) > ${NARROW_MATCHES_MAX} as "isBroad"
     from search`,
);
