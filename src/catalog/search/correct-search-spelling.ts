import { badUserInput, type SqlExecutor } from '../../platform';
import type { WordsAsked } from './event-conditions';
import { correctSpelling } from './search.sql';

/** What a search box asks for. */
export type Search =
  /** No word was typed: everything will do. */
  | { readonly kind: 'Anything' }
  /** A word that no event has, and none has one that is near it. */
  | { readonly kind: 'Nothing' }
  | ({
      readonly kind: 'Words';
      /** What was understood, where a word was misspelled; else null. */
      readonly corrected: string | null;
    } & WordsAsked);

export const SEARCH_LETTERS_MAX = 200;
export const SEARCH_WORDS_MAX = 8;

/** Small words of posters in several languages: "the Nutcracker" finds what is called Nutcracker. */
const SMALL_WORDS = 'a an and at by das de del der des di die du e el et il in l la las le les lo los of on the und y';

interface SpellingRow extends Omit<WordsAsked, 'query'> {
  readonly words: number;
  readonly query: string | null;
  readonly corrected: string | null;
}

/**
 * Finds out what was meant by the words of a search box, misspelled ones included. How many titles have them is counted
 * for the order by relevance alone.
 */
export async function correctSearchSpelling(reader: SqlExecutor, text: string, countsTitles = false): Promise<Search> {
  if (text.length > SEARCH_LETTERS_MAX) {
    throw badUserInput(`"text" may have ${SEARCH_LETTERS_MAX} letters; it has ${text.length}.`);
  }
  if (text.trim() === '') return { kind: 'Anything' };
  const [row] = await reader.run<SpellingRow>(correctSpelling, [
    text,
    SMALL_WORDS.split(' '),
    SEARCH_WORDS_MAX,
    countsTitles,
  ]);
  if (row === undefined || row.words === 0) return { kind: 'Anything' };
  if (row.query === null) return { kind: 'Nothing' };
  const { query, corrected, isBroad, isVeryBroad, isTitleBroad } = row;
  return { kind: 'Words', query, corrected, isBroad, isVeryBroad, isTitleBroad };
}
