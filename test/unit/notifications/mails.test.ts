import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isOfOrganizer,
  isOptional,
  type Notification,
  type NotificationKind,
  notificationKinds,
} from '../../../src/notifications/ledger/notification';
import { composeMail } from '../../../src/notifications/mail/compose';
import type { ComposeContext } from '../../../src/notifications/mail/composed-mail';
import type { MailFacts } from '../../../src/notifications/mail/read-mail-facts';

const languages = ['en', 'de', 'fr'] as const;
const now = new Date('2027-06-01T10:00:00Z');
const ids = {
  show: '0190a000-0000-7000-8000-000000000001',
  order: '0190a000-0000-7000-8000-000000000002',
  hold: '0190a000-0000-7000-8000-000000000003',
};
const ofHold = (kind: NotificationKind) => ['PAYMENT_FAILED', 'HOLD_ENDING', 'SEATS_RELEASED'].includes(kind);
const ofNoShow = (kind: NotificationKind) =>
  ['DEAD_LETTERS', 'WEBHOOK_DISABLED', 'INVITATION', 'SIGN_IN'].includes(kind);

const context: ComposeContext = {
  tickets: {
    liveTicketsOf: async () => [],
    ticketsPdf: async () => null,
  },
  links: { sign: (_key, purpose) => `secret-of-${purpose.replaceAll(' ', '-')}`, read: () => null },
  organizerLinks: {
    sign: ({ purpose }) => `secret-of-${purpose.replaceAll(' ', '-')}`,
    idOf: () => null,
    isSigned: () => false,
  },
  mailFrom: 'Frontrow <tickets@frontrow.example>',
  publicUrl: () => 'https://tickets.example.com',
  clock: { now: () => now },
};

function messageOf(kind: NotificationKind, locale: string): Notification {
  const hasOrder = !isOfOrganizer(kind) && kind !== 'HOLD_ENDING' && kind !== 'SEATS_RELEASED';
  return {
    ...{ showId: ids.show, id: '0190a000-0000-7000-8000-00000000000f', attempts: 1, kind, generation: 1, locale },
    subject: ids.order,
    orderId: hasOrder ? ids.order : null,
    recipient: 'ada@mail.example',
    detail: {
      startedAt: '2027-06-12T18:30:00.000Z',
      amountMinor: 4250,
      seatsTotal: 1350,
      message: 'We are sorry.\nSee you in <autumn>.',
      payments: 1,
      mails: 3,
      url: 'https://theatre.example/hooks/frontrow',
      organization: 'Theater & <Freunde>',
      reason: kind.startsWith('REFUND') ? 'late_payment' : '503 Service Unavailable',
    },
    createdAt: now,
  };
}

const factsOf = (kind: NotificationKind): MailFacts => ({
  ...{
    id: 'x',
    showId: ids.show,
    totalMinor: 8500,
    currency: 'EUR',
    refundMinor: null,
    endedOrder: false,
    isShowCancelled: false,
    fullReturnUntil: new Date('2027-06-10T10:00:00Z'),
  },
  orderId: ids.order,
  show: ofNoShow(kind)
    ? null
    : {
        startsAt: new Date('2027-06-13T17:00:00Z'),
        doorsAt: new Date('2027-06-13T16:00:00Z'),
        eventName: 'The Magic Flute',
        venueName: 'Stadsschouwburg',
        venueAddress: 'Lucasbolwerk 24',
        city: 'Utrecht',
        timeZone: 'Europe/Amsterdam',
      },
  hold: ofHold(kind)
    ? {
        holdId: ids.hold,
        status: kind === 'SEATS_RELEASED' ? 'ENDED' : 'ACTIVE',
        expiresAt: new Date('2027-06-01T10:02:00Z'),
      }
    : null,
  ...{ ticketsVisibleFrom: null, isPaused: true, seatsLeft: 0, newAddress: 'grace@mail.example' },
  seats: isOfOrganizer(kind)
    ? []
    : [
        { seatNo: 7, label: 'Stalls Row C Seat 7', priceMinor: 4250 },
        { seatNo: 8, label: 'Stalls Row C Seat 8', priceMinor: 4250 },
      ],
  ...{ isTicketEnded: false, ticketSeatNo: 7, holderName: 'Grace Hopper' },
});

it.each(notificationKinds)('%s is a whole mail in each language', async (kind) => {
  const mails = await Promise.all(
    languages.map((language) => composeMail(context, messageOf(kind, language), factsOf(kind))),
  );
  for (const [index, { subject, text, html, headers }] of mails.entries()) {
    expect(`${subject}\n${text}\n${html}`).not.toMatch(/undefined|NaN|\[object|null/);
    expect(html).toContain(`<html lang="${languages[index]}">`);
    expect(headers).toMatchObject({ 'Auto-Submitted': 'auto-generated', 'Content-Language': languages[index] });
    // What may be declined can be declined in the mail; what is needed cannot.
    expect('List-Unsubscribe' in headers).toBe(isOptional(kind));
    expect(html.includes('/mail/preferences/secret-of-mail-preferences')).toBe(isOptional(kind));
    expect(subject.length).toBeGreaterThan(5);
    if (!ofNoShow(kind)) expect(text).toContain('The Magic Flute');
  }
  // No language was forgotten.
  for (const part of ['subject', 'text'] as const) expect(new Set(mails.map((mail) => mail[part])).size).toBe(3);
  const folder = process.env.KEEP_MAILS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [index, { html }] of mails.entries())
    writeFileSync(join(folder, `${kind}-${languages[index]}.html`), html);
});
