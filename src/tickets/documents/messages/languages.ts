import { de } from './de';
import { en } from './en';
import { fr } from './fr';
import type { Messages } from './messages';

/** The order is that of their numbers in signed links: add a language at the end. */
export const documentLanguages = ['en', 'de', 'fr'] as const;
export type DocumentLanguage = (typeof documentLanguages)[number];

const byLanguage: Readonly<Record<DocumentLanguage, Messages>> = { en, de, fr };

export const messagesIn = (language: DocumentLanguage): Messages => byLanguage[language];

const HEADER_CHARS_MAX = 500;

/**
 * The language of documents that fits best to a language (`de-AT`) or to an `Accept-Language` header: of the greatest
 * weight, of equal ones the first (RFC 9110, 12.5.4). English where none fits.
 */
export function chooseDocumentLanguage(wish: string | null | undefined): DocumentLanguage {
  let best: { readonly language: DocumentLanguage; readonly weight: number } | null = null;
  for (const entry of (wish ?? '').slice(0, HEADER_CHARS_MAX).split(',')) {
    const [range = '', ...parameters] = entry.split(';').map((word) => word.trim().toLowerCase());
    const language = documentLanguages.find((known) => known === range.split('-')[0]);
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = given === undefined ? 1 : Number(given) || 0;
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? 'en';
}
