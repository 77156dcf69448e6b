import { encodeHoldId } from '../../inventory';
import { encodeId } from '../../platform';
import { isOfOrganizer, type Notification } from '../ledger/notification';
import type { ComposeContext } from './composed-mail';
import type { MailContent } from './html';
import type { ButtonKind, MailMessages } from './messages/messages';
import type { MailFacts } from './read-mail-facts';

/** Where a mail leads; null where there is nothing to open. */
export function buttonOf(
  { links, organizerLinks, publicUrl, clock }: Pick<ComposeContext, 'links' | 'organizerLinks' | 'publicUrl' | 'clock'>,
  message: Notification,
  facts: MailFacts,
  { button, aboutButton }: MailMessages,
): MailContent['button'] {
  const leadsTo = targetOf(message, facts, clock.now());
  if (leadsTo === null) return null;
  return { label: button[leadsTo], about: aboutButton[leadsTo], url: `${publicUrl() ?? ''}${pathOf(leadsTo)}` };

  function pathOf(kind: ButtonKind): string {
    switch (kind) {
      case 'order':
        return `/order-access#${links.sign(message, 'order link')}`;
      case 'hold':
        return `/holds/${encodeHoldId({ showId: facts.showId, holdId: facts.hold?.holdId ?? '' })}`;
      case 'show':
        return `/shows/${encodeId('show', facts.showId)}`;
      case 'keep address':
        return `/mail/address/${links.sign(message, 'keep address')}`;
      case 'invitation':
        return `/organizer/invitation#${organizerLinks.sign({ purpose: 'mailed invitation', id: message.subject, email: message.recipient })}`;
      case 'sign in':
        return `/organizer/sign-in#${organizerLinks.sign({ purpose: 'sign in', id: message.subject })}`;
    }
  }
}

function targetOf({ kind, orderId }: Notification, { hold, show }: MailFacts, now: Date): ButtonKind | null {
  if (kind === 'ADDRESS_CHANGING') return 'keep address';
  if (kind === 'INVITATION') return 'invitation';
  if (kind === 'SIGN_IN') return 'sign in';
  if (hold !== null) return hold.status === 'ACTIVE' && hold.expiresAt > now ? 'hold' : 'show';
  if (isOfOrganizer(kind)) return show === null ? null : 'show';
  return orderId === null ? 'show' : 'order';
}
