import { chooseDocumentLanguage, type DocumentLanguage } from '../../tickets';
import { isOptional, type Notification } from '../ledger/notification';
import { attachedTickets } from './attached-tickets';
import { buttonOf } from './button';
import { calendarFor } from './calendar-for';
import type { ComposeContext, ComposedMail } from './composed-mail';
import { factRows } from './fact-rows';
import { htmlOf, type MailContent, textOf } from './html';
import { mailMessagesIn } from './messages';
import { namesOf } from './names-of';
import { subjectLine } from './plain-text';
import type { MailFacts } from './read-mail-facts';
import { domainOf } from './sender-domain';

/** Makes the mail of a message. An attempt that is repeated makes the same one, but for what has changed since. */
export async function composeMail(
  context: ComposeContext,
  message: Notification,
  facts: MailFacts,
): Promise<ComposedMail> {
  const { kind } = message;
  const language: DocumentLanguage = chooseDocumentLanguage(message.locale);
  const messages = mailMessagesIn(language);
  const pdf = await attachedTickets(context, message, facts, language);
  const named = namesOf(context.clock.now(), message, facts, language, pdf?.ticketCount ?? 0);
  // What nobody has to know can be declined.
  const preferencesUrl = isOptional(kind)
    ? `${context.publicUrl() ?? ''}/mail/preferences/${context.links.sign(message, 'mail preferences')}`
    : null;
  const content: MailContent = {
    language,
    heading: messages.heading[kind],
    body: messages.body[kind](named),
    eventName: facts.show === null ? null : named.eventName,
    rows: factRows(facts, messages, language),
    button: buttonOf(context, message, facts, messages),
    footer: messages.automatic,
    footerLink: preferencesUrl === null ? null : { label: messages.choose, url: preferencesUrl },
  };
  const calendar = calendarFor(context, message, facts, content);
  return {
    from: context.mailFrom,
    // As an object: nothing in it is read as a second address.
    to: { name: '', address: message.recipient },
    // A mail program takes the repeat of a message for the same one.
    messageId: `<${message.id}@${domainOf(context.mailFrom)}>`,
    subject: subjectLine(messages.subject[kind](named)),
    text: textOf(content),
    html: htmlOf(content),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
      ...(preferencesUrl === null ? {} : unsubscribeHeaders(preferencesUrl)),
    },
    ...(calendar === null ? {} : { icalEvent: calendar }),
    attachments: pdf === null ? [] : [{ filename: 'tickets.pdf', contentType: 'application/pdf', content: pdf.file }],
  };
}

/** One click in the mail program declines everything that may be declined (RFC 8058). */
const unsubscribeHeaders = (url: string) => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
