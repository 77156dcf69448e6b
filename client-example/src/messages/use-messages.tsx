import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type Format, makeFormat } from './format';
import {
  type LanguageCode,
  languageOf,
  preferredLanguage,
  rememberLanguage,
  type Texts,
  textsAtHand,
} from './languages';
import { makeTranslate, type Translate } from './translate';

export interface MessagesContext extends Format {
  readonly t: Translate;
  readonly locale: string;
  readonly language: LanguageCode | 'pseudo';
  readonly setLanguage: (code: LanguageCode) => void;
}

const Context = createContext<MessagesContext | null>(null);

/** Texts, money and dates in the buyer's language. */
export function useMessages(): MessagesContext {
  const context = use(Context);
  if (context === null) throw new Error('useMessages is used below a MessagesProvider');
  return context;
}

type Loaded = { readonly language: LanguageCode | 'pseudo'; readonly texts: Texts } | null;

function atHand(language: LanguageCode | 'pseudo'): Loaded {
  const texts = textsAtHand(language);
  return texts && { language, texts };
}

/** Shows nothing until the texts are there: English at once, another language after its file. */
export function MessagesProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferredLanguage);
  const [loaded, setLoaded] = useState(() => atHand(language));
  useEffect(() => {
    if (loaded?.language === language) return;
    let isWanted = true;
    void languageOf(language)
      .load()
      .then((texts) => isWanted && setLoaded({ language, texts }));
    return () => {
      isWanted = false;
    };
  }, [language, loaded]);
  const context = useMemo(() => {
    if (loaded === null) return null;
    const { locale } = languageOf(loaded.language);
    return {
      t: makeTranslate(loaded.texts, locale),
      ...makeFormat(locale),
      locale,
      language: loaded.language,
      setLanguage: (code: LanguageCode) => {
        rememberLanguage(code);
        setLanguage(code);
      },
    };
  }, [loaded]);
  useEffect(() => {
    if (context === null) return;
    const { locale, direction } = languageOf(context.language);
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
  }, [context]);
  return context && <Context value={context}>{children}</Context>;
}
