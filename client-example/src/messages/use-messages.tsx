import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type Format, makeFormat } from './format';
import { type LanguageCode, languageOf, preferredLanguage, rememberLanguage } from './languages';
import { type Message, makeTranslate, type Translate } from './translate';

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

/** Shows nothing until the texts are there: they are requested together with the first script. */
export function MessagesProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferredLanguage);
  const [loaded, setLoaded] = useState<{ language: string; messages: Readonly<Record<string, Message>> } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void languageOf(language)
      .load()
      .then((messages) => isWanted && setLoaded({ language, messages }));
    const { locale, direction } = languageOf(language);
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
    return () => {
      isWanted = false;
    };
  }, [language]);
  const context = useMemo(() => {
    if (loaded === null) return null;
    const { locale } = languageOf(language);
    return {
      t: makeTranslate(loaded.messages, locale),
      ...makeFormat(locale),
      locale,
      language,
      setLanguage: (code: LanguageCode) => {
        rememberLanguage(code);
        setLanguage(code);
      },
    };
  }, [loaded, language]);
  return context && <Context value={context}>{children}</Context>;
}
