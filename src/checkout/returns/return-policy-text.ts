import { currencyOf, type Money } from '../../platform';
import { type DocumentLanguage, dayIn, timeIn } from '../../tickets';
import type { ReturnRule } from './return-rule';

interface Named {
  readonly sharePercent: number;
  /** The fee of each ticket; null where none is kept. */
  readonly fee: string | null;
  /** A day and a time in the zone of the venue. */
  readonly until: string;
  readonly reason: string;
}

type Sentences = Readonly<Record<ReturnRule['kind'], (named: Named) => string>>;

const en: Sentences = {
  deadline: ({ until }) => `Until ${until}, the whole price is returned.`,
  steps: ({ until, sharePercent, fee }) =>
    fee === null
      ? `Until ${until}, ${sharePercent}% of the price is returned.`
      : `Until ${until}, ${sharePercent}% of the price is returned, after a fee of ${fee} for each ticket.`,
  show_moved: ({ until }) => `The show was moved: until ${until}, the whole price is returned.`,
  show_cancelled: () => 'The show was cancelled: the whole price is returned.',
  override: ({ sharePercent, fee, reason }) =>
    fee === null
      ? `The organizer returns ${sharePercent}% of the price: ${reason}`
      : `The organizer returns ${sharePercent}% of the price, after a fee of ${fee} for each ticket: ${reason}`,
};

const de: Sentences = {
  deadline: ({ until }) => `Bis ${until} wird der ganze Preis erstattet.`,
  steps: ({ until, sharePercent, fee }) =>
    fee === null
      ? `Bis ${until} werden ${sharePercent} % des Preises erstattet.`
      : `Bis ${until} werden ${sharePercent} % des Preises erstattet, nach Abzug von ${fee} Gebühr je Ticket.`,
  show_moved: ({ until }) => `Die Vorstellung wurde verlegt: Bis ${until} wird der ganze Preis erstattet.`,
  show_cancelled: () => 'Die Vorstellung wurde abgesagt: Der ganze Preis wird erstattet.',
  override: ({ sharePercent, fee, reason }) =>
    fee === null
      ? `Der Veranstalter erstattet ${sharePercent} % des Preises: ${reason}`
      : `Der Veranstalter erstattet ${sharePercent} % des Preises, nach Abzug von ${fee} Gebühr je Ticket: ${reason}`,
};

const fr: Sentences = {
  deadline: ({ until }) => `Jusqu’au ${until}, le prix entier est remboursé.`,
  steps: ({ until, sharePercent, fee }) =>
    fee === null
      ? `Jusqu’au ${until}, ${sharePercent} % du prix est remboursé.`
      : `Jusqu’au ${until}, ${sharePercent} % du prix est remboursé, après déduction de ${fee} de frais par billet.`,
  show_moved: ({ until }) => `Le spectacle a été déplacé : jusqu’au ${until}, le prix entier est remboursé.`,
  show_cancelled: () => 'Le spectacle a été annulé : le prix entier est remboursé.',
  override: ({ sharePercent, fee, reason }) =>
    fee === null
      ? `L’organisateur rembourse ${sharePercent} % du prix : ${reason}`
      : `L’organisateur rembourse ${sharePercent} % du prix, après déduction de ${fee} de frais par billet : ${reason}`,
};

const byLanguage: Readonly<Record<DocumentLanguage, Sentences>> = { en, de, fr };
const locales: Readonly<Record<DocumentLanguage, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' };

/** The rule in one sentence, for buyers. */
export function policyText(
  language: DocumentLanguage,
  rule: ReturnRule,
  { currency, timeZone, reason }: { readonly currency: string; readonly timeZone: string; readonly reason: string },
): string {
  const { sharePercent, feeMinor } = rule;
  const instant = rule.until === null ? null : new Date(rule.until);
  return byLanguage[language][rule.kind]({
    sharePercent,
    reason,
    fee: feeMinor === 0 ? null : moneyIn(language, { amountMinor: feeMinor, currency }),
    until: instant === null ? '' : `${dayIn(language, instant, timeZone)}, ${timeIn(language, instant, timeZone)}`,
  });
}

function moneyIn(language: DocumentLanguage, { amountMinor, currency }: Money): string {
  const digits = currencyOf(currency)?.digits ?? 2;
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return new Intl.NumberFormat(locales[language], options).format(amountMinor / 10 ** digits);
}
