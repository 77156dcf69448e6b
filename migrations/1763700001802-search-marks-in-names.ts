import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Everything that is neither a letter nor a digit in the names of posters. By code point, because what `[[:punct:]]`
 * covers depends on the locale of the database, and because letters of many scripts carry signs that it would split.
 */
const MARKS =
  '[\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E\\u00A1-\\u00BF\\u00D7\\u00F7\\u2010-\\u2027\\u2030-\\u205E\\u20A0-\\u20CF\\u2190-\\u2BFF\\u3001-\\u303F\\uFE10-\\uFE19\\uFE30-\\uFE6F\\U0001F000-\\U0001FAFF]';
/** Signs that nobody sees or types: accents left alone, soft hyphens, joiners, marks of direction. */
const UNSEEN = '[\\u0300-\\u036F\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFE00-\\uFE0F\\uFEFF]';

/**
 * A mark within a name may be left out (AC/DC, R.E.M.) or stand for a letter (P!nk, A$AP Rocky), subscripts are digits
 * (O₂ Arena), and a name that is nothing but marks (!!!) is a word.
 */
export class SearchMarksInNames1763700001802 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function search_tokens(words text)
        returns table (token text, place bigint, pieces text[], joined text, respelled text)
        language sql immutable strict parallel safe
        begin atomic
          with typed as (
            select left(t.token, 200) as token, t.place
              from regexp_split_to_table(
                     regexp_replace(
                       lower(unaccent('unaccent'::regdictionary, normalize(words, NFKC))),
                       '${UNSEEN}', '', 'g'),
                     '\\s+') with ordinality as t (token, place)
             where t.token <> ''
          ), split as (
            select typed.token,
                   typed.place,
                   array_remove(regexp_split_to_array(typed.token, '${MARKS}+'), '') as pieces
              from typed
          )
          select split.token,
                 split.place,
                 split.pieces,
                 array_to_string(split.pieces, ''),
                 regexp_replace(
                   regexp_replace(
                     regexp_replace(
                       regexp_replace(split.token, '!(?=[a-z0-9])', 'i', 'g'),
                       '[$](?=[a-z0-9])', 's', 'g'),
                     '@(?=[a-z0-9])', 'a', 'g'),
                   '${MARKS}+', '', 'g')
            from split;
        end;
      comment on function search_tokens is
        'The tokens of a text between blanks, without accents and in lower case: the pieces between marks, the pieces joined (empty where there are only marks), and the token with marks read as the letters that they look like.';

      create or replace function search_words(words text) returns tsvector
        language sql immutable strict parallel safe
        begin atomic
          select array_to_tsvector(coalesce(array_agg(distinct word), '{}'))
            from search_tokens(words) as t,
                 unnest(t.pieces || array[t.joined, t.respelled, case when t.joined = '' then t.token end]) as word
           where word <> '';
        end;
      comment on function search_words is
        'Each word as it is compared, with marks left out or read as letters. No dictionary: names are not stemmed.';

      create function search_lexeme(word text) returns text
        language sql immutable strict parallel safe
        return '''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''';
      comment on function search_lexeme is 'A word quoted for a tsquery.';

      create function search_term(token text, pieces text[], joined text, respelled text, suffix text) returns text
        language sql immutable strict parallel safe
        return case
          when joined = '' then search_lexeme(token)
          else search_lexeme(joined) || suffix
            || case when respelled <> joined then ' | ' || search_lexeme(respelled) || suffix else '' end
            || case when cardinality(pieces) between 2 and 8
                 then ' | ' || (select string_agg(search_lexeme(piece), ' & ') from unnest(pieces) as piece)
                 else '' end
        end;
      comment on function search_term is 'A token as a tsquery: joined, respelled or in pieces. The suffix :* finds beginnings.';

      create function search_query(words text) returns tsquery
        language sql immutable strict parallel safe
        return (select string_agg('(' || search_term(token, pieces, joined, respelled, '') || ')', ' & ')::tsquery
                  from search_tokens(words));
      comment on function search_query is 'Every token of a text, whole.';

      update performer set name = name;
      select index_events(array(select id from event));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function search_query;
      drop function search_term;
      drop function search_lexeme;
      create or replace function search_words(words text) returns tsvector
        language sql immutable strict parallel safe
        return array_to_tsvector(array_remove(string_to_array(search_key(words), ' '), ''));
      comment on function search_words is 'Each word once, as it is compared. No dictionary: names are not stemmed.';
      drop function search_tokens;
      update performer set name = name;
      select index_events(array(select id from event));
    `);
  }
}
