import { statement } from '../platform';

/** Up to so many matches are looked up one by one; of more, the next ones are met soon by walking in order of time. */
export const NARROW_MATCHES_MAX = 2000;

/**
 * $1 what was typed, $2 words that may be left out, $3 words at most.
 *
 * Answers the search as a tsquery: every word as it begins a word of an event, or, where no event has it, the words
 * that are meant: those nearest by trigrams, of which the ones with the fewest wrong letters count. Two neighbours that
 * changed places are one wrong letter. Null stands for no words at all (`words` 0) or for a word that nothing is near.
 */
export const spellSearch = statement(
  'catalog_spell_search',
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
     select case when exists (select from event where words @@ exact.term::tsquery) then exact.term
            else (
              select string_agg('''' || best.word || '''', ' | ')
                from (
                  select near.word, rank() over (order by near.wrong) as place
                    from (
                      (select s.word, levenshtein(s.word, exact.word) as wrong
                         from search_word s
                        where exact.letters between 3 and 40
                          and length(s.word) <= 60
                        order by s.word <-> exact.word
                        limit 20)
                      union all
                      select s.word, 1
                        from generate_series(1, least(exact.letters, 40) - 1) as i
                        join search_word s
                          on s.word = overlay(exact.word placing reverse(substr(exact.word, i, 2)) from i for 2)
                    ) as near
                   where near.wrong <= case when exact.letters < 5 then 1 when exact.letters < 8 then 2 else 3 end
                ) as best
               where best.place = 1
            ) end as term
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
