import { statement } from '../../platform';

/** Of each kind so many that match are looked at. */
const CANDIDATES_MAX = 200;
/** Words that a misspelled beginning may mean. */
const NEAR_WORDS_MAX = 10;
/** Nothing comes after it in the order of bytes: the end of all words with a beginning. */
const LAST = 'chr(1114111)';

const wrongLetters = (word: string, typed: string) =>
  `least(levenshtein(left(${word}, length(${typed})), ${typed}),
         levenshtein(left(${word}, length(${typed}) + 1), ${typed}),
         levenshtein(left(${word}, length(${typed}) - 1), ${typed}))`;

const candidates = (kind: string, from: string, isComing: string) => `
  select '${kind}' as kind, named.name as text
    from (select found.name from ${from} as found, search
           where search.query is not null and found.words_of @@ search.query and ${isComing}
           limit ${CANDIDATES_MAX}) as named`;

/**
 * $1 what was typed, $2 suggestions, $3 now. Names that have all words, each as a beginning. From four letters on a
 * word that no name begins with may have one wrong letter, or two that changed places. Only what has a show to come.
 */
export const suggestNames = statement(
  'catalog_suggest_names',
  `with typed as materialized (
     select t.place, t.token, t.pieces, t.joined, t.respelled
       from search_tokens($1) as t
      order by t.place
      limit 8
   ), spelled as (
     select case
              when length(joined) < 4
                or exists (select from search_word w where w.word ~>=~ typed.joined and w.word ~<~ (typed.joined || ${LAST}))
              then search_term(token, pieces, joined, respelled, case when joined = '' then '' else ':*' end)
              else (select string_agg(search_lexeme(word), ' | ')
                      from (select w.word
                              from search_word w
                             where length(w.word) >= 3
                               and search_shortened(w.word) && search_shortened(typed.joined)
                               and length(w.word) <= 60
                               and length(typed.joined) <= 60
                               and (${wrongLetters('w.word', 'typed.joined')} <= 1
                                    or exists (
                                      select from generate_series(1, length(typed.joined) - 1) as i
                                       where starts_with(w.word, overlay(typed.joined placing reverse(substr(typed.joined, i, 2)) from i for 2))))
                             order by length(w.word), w.word
                             limit ${NEAR_WORDS_MAX}) as near)
            end as term
       from typed
   ), search as materialized (
     select case when count(*) > 0 and bool_and(term is not null)
                 then string_agg('(' || term || ')', ' & ')::tsquery end as query,
            search_key($1) as key
       from spelled
   ), named as (
     ${candidates(
       'EVENT',
       '(select id, name, title_words as words_of from event)',
       'exists (select from show s where s.event_id = found.id and s.starts_at >= $3::timestamptz)',
     )}
     union all
     ${candidates(
       'PERFORMER',
       '(select id, name, words as words_of from performer)',
       'exists (select from event_performer ep join show s on s.event_id = ep.event_id where ep.performer_id = found.id and s.starts_at >= $3::timestamptz)',
     )}
     union all
     ${candidates(
       'VENUE',
       '(select id, name, words as words_of from venue)',
       'exists (select from show s where s.venue_id = found.id and s.starts_at >= $3::timestamptz)',
     )}
     union all
     select 'CITY', v.name
       from facet_value v, search
      where v.kind = 'T'
        and search.key <> ''
        and (starts_with(v.key, search.key)
             or position(' ' || search.key in v.key) > 0
             or (length(search.key) between 4 and 60 and length(v.key) <= 100 and ${wrongLetters('v.key', 'search.key')} <= 1))
        and exists (select from show s where s.city_key = v.key and s.starts_at >= $3::timestamptz)
   ), ranked as (
     select kind, text, begins, row_number() over (partition by kind order by begins desc, length(text), text) as place
       from (select each.kind, each.text, starts_with(search_key(each.text), search.key) as begins
               from (select distinct kind, text from named) as each, search) as marked
   )
   select kind, text
     from ranked
    order by begins desc, place, array_position(array['EVENT', 'PERFORMER', 'VENUE', 'CITY'], kind), text
    limit $2`,
);
