import type { DocumentLanguage } from '../../../tickets';
import { de } from './de';
import { en } from './en';
import { fr } from './fr';
import type { MailMessages } from './messages';

const byLanguage: Readonly<Record<DocumentLanguage, MailMessages>> = { en, de, fr };

/** Mails and tickets speak the same languages. */
export const mailMessagesIn = (language: DocumentLanguage): MailMessages => byLanguage[language];
