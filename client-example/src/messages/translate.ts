import { lazily } from '../app/lazily';
import type { Messages } from './en';

/** A sentence, or one for each plural category of `count`. */
export type Message = string | PluralMessage;
export interface PluralMessage {
  readonly one: string;
  readonly other: string;
}

export type MessageKey = keyof Messages;
export type MessageValues = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: MessageValues) => string;

/** What another language must have: each key of English, with a plural where English has one. */
export type Translation<Part> = { readonly [Key in keyof Part]: Part[Key] extends string ? string : PluralMessage };

/** Fills in `{name}`. Numbers are written as the language writes them, and `count` chooses the plural. */
export function makeTranslate(messages: Readonly<Record<string, Message>>, locale: string): Translate {
  // Made when they are used: the first formatter of a page takes some twenty milliseconds, a hundred on a phone.
  const plurals = lazily(() => new Intl.PluralRules(locale));
  const numbers = lazily(() => new Intl.NumberFormat(locale));
  return (key, values = {}) => {
    const message = messages[key] ?? key;
    const text =
      typeof message === 'string'
        ? message
        : plurals().select(Number(values.count)) === 'one'
          ? message.one
          : message.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? numbers().format(value) : value;
    });
  };
}
