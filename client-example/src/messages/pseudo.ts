import { messages } from './en';
import type { Message } from './translate';

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  A: 'Á',
  E: 'Ë',
};
const LONGER_BY = 0.4;

/** English with accents and about 40 % more letters; names in braces stay as they are. */
export function pseudoMessages(): Readonly<Record<string, Message>> {
  const change = (message: Message): Message =>
    typeof message === 'string' ? longer(message) : { one: longer(message.one), other: longer(message.other) };
  return Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, change(message)]));
}

function longer(text: string): string {
  const accented = text.replace(/\{\w+\}|[aeiouncAE]/g, (found) => ACCENTS[found] ?? found);
  return `${accented}${'·'.repeat(Math.ceil(text.length * LONGER_BY))}`;
}
