import { messages as english } from './en';
import type { Message } from './translate';

export type Texts = Readonly<Record<string, Message>>;

export interface Language {
  /** As BCP 47 writes it, for `Intl` and `lang`. */
  readonly locale: string;
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** English is in the first script; each other language is a file of its own, which only its readers load. */
  readonly load: () => Promise<Texts>;
}

export const languages = {
  en: { locale: 'en-GB', name: 'English', direction: 'ltr', load: async () => english },
  de: { locale: 'de', name: 'Deutsch', direction: 'ltr', load: async () => (await import('./de')).messages },
  fr: { locale: 'fr', name: 'Français', direction: 'ltr', load: async () => (await import('./fr')).messages },
} as const satisfies Record<string, Language>;

/** For tests alone: `?language=pseudo`. Longer by 40 % and from right to left, it shows texts that do not fit. */
const pseudo: Language = {
  locale: 'en-GB',
  name: 'Pseudo',
  direction: 'rtl',
  load: async () => (await import('./pseudo')).pseudoMessages(),
};

export type LanguageCode = keyof typeof languages;
const KEY = 'frontrow.language';

/** The one that the buyer chose, else the first of the browser's that we have. */
export function preferredLanguage(): LanguageCode | 'pseudo' {
  const asked = new URLSearchParams(location.search).get('language');
  if (asked === 'pseudo' || sessionStorage.getItem(KEY) === 'pseudo') {
    sessionStorage.setItem(KEY, 'pseudo');
    return 'pseudo';
  }
  if (asked !== null && isLanguage(asked)) return asked;
  const chosen = localStorage.getItem(KEY);
  if (chosen !== null && isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.split('-')[0] ?? '');
  return wanted.find(isLanguage) ?? 'en';
}

export function rememberLanguage(code: LanguageCode): void {
  localStorage.setItem(KEY, code);
}

export function languageOf(code: LanguageCode | 'pseudo'): Language {
  return code === 'pseudo' ? pseudo : languages[code];
}

export const isLanguage = (code: string): code is LanguageCode => Object.hasOwn(languages, code);

/** Texts that need no request: those of English. */
export const textsAtHand = (code: LanguageCode | 'pseudo'): Texts | null => (code === 'en' ? english : null);
