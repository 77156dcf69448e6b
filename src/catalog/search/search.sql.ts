import { statement } from '../../platform';

/** Up to so many matches are looked up one by one; of more, the next ones are met soon by walking in order of time. */
export const NARROW_MATCHES_MAX = 2000;

/**
 * $1 what was typed, $2 words that may be left out, $3 words at most.
 *
 * Answers the search as a tsquery: every word as it begins a word of an event, or, where no event has it, the words
 * that may be meant. Null stands for no words at all (`words` 0) or for a word that nothing is near.
 */
export const correctSpelling = statement(
  'catalog_correct_search_spelling',
  `with typed as (
     select word, position
       from unnest(string_to_array(search_key($1), ' ')) with ordinality as w (word, position)
      where word <> ''
   ), wanted as (
     select word, length(word) as letters
       from typed
      where word <> all($2::text[])
         or not exists (select from typed where word <> all($2::text[]))
      group by word
      order by min(position)
      limit $3
   ), exact as (
     select word, letters, '''' || word || '''' || case when letters >= 3 then ':*' else '' end as term
       from wanted
   ), spelled as (
     select case when search_finds_any(exact.term::tsquery) then exact.term
            else (select string_agg('''' || near || '''', ' | ') from search_words_near(exact.word) as near) end as term
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
