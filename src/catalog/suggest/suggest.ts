import { badUserInput, type SqlExecutor } from '../../platform';
import { SEARCH_LETTERS_MAX } from '../search/correct-search-spelling';
import type { Suggestion } from './suggest.graphql';
import { suggestNames } from './suggest.sql';

export const SUGGESTIONS_MAX = 20;

/** Names that begin as typed, of what has a show to come. One statement. @throws BAD_USER_INPUT */
export async function suggest(reader: SqlExecutor, text: string, first: number, now: Date): Promise<Suggestion[]> {
  if (first < 1 || first > SUGGESTIONS_MAX) {
    throw badUserInput(`"first" must be from 1 to ${SUGGESTIONS_MAX}; it was ${first}.`);
  }
  if (text.length > SEARCH_LETTERS_MAX) {
    throw badUserInput(`"text" may have ${SEARCH_LETTERS_MAX} letters; it has ${text.length}.`);
  }
  if (text.trim() === '') return [];
  return reader.run<Suggestion>(suggestNames, [text, first, now]);
}
