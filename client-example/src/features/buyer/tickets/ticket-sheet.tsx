import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import type { Ticket, TicketShow } from './operations';
import { QrCode } from './qr-code';

interface TicketSheetProps {
  readonly ticket: Ticket;
  readonly show: TicketShow;
}

/** One ticket, as it is shown at the door. */
export function TicketSheet({ ticket, show }: TicketSheetProps) {
  const { t, dayAndTime, time, zoneName } = useMessages();
  const { seat, holderName, entrance } = ticket;
  const { timeZone } = show.venue;
  return (
    <div className={`panel ticket ticket-${ticket.status.toLowerCase()}`}>
      <TicketCode ticket={ticket} show={show} />
      <dl className="ticket-facts">
        <div className="ticket-seat">
          <dt>{t('tickets.seat')}</dt>
          <dd>
            <span aria-hidden="true">{seat.label}</span>
            <span className="visually-hidden">{seat.description}</span>
          </dd>
        </div>
        {holderName && (
          <div>
            <dt>{t('tickets.holder')}</dt>
            <dd>{holderName}</dd>
          </div>
        )}
        {entrance && (
          <div>
            <dt>{t('tickets.entrance')}</dt>
            <dd>{entrance}</dd>
          </div>
        )}
        <div>
          <dt>{t('tickets.doors')}</dt>
          <dd>
            <time dateTime={show.doorsAt}>{time(show.doorsAt, timeZone)}</time>
          </dd>
        </div>
        <div>
          <dt>{t('tickets.starts')}</dt>
          <dd>
            <time dateTime={show.startsAt}>{dayAndTime(show.startsAt, timeZone)}</time>
            <span className="ticket-zone">{zoneName(show.startsAt, timeZone)}</span>
          </dd>
        </div>
      </dl>
      <TicketLinks ticket={ticket} />
    </div>
  );
}

function TicketCode({ ticket: { status, code, seat, endReason }, show }: TicketSheetProps) {
  const { t, dayAndTime } = useMessages();
  if (status === 'REVOKED') {
    return (
      <p className="notice notice-bad">
        <strong>{t('tickets.revoked')}</strong>
        {endReason && t(`tickets.revoked.${endReason}`)}
      </p>
    );
  }
  if (code === null) {
    const { ticketsVisibleFrom, venue } = show;
    return (
      <p className="notice">
        {ticketsVisibleFrom
          ? t('tickets.notYet', { when: dayAndTime(ticketsVisibleFrom, venue.timeZone) })
          : t('tickets.notYetUnknown')}
      </p>
    );
  }
  return (
    <>
      <QrCode text={code} label={t('tickets.qr', { seat: seat.label })} />
      {status === 'USED' && <p className="notice notice-good">{t('tickets.used')}</p>}
    </>
  );
}

function TicketLinks({ ticket: { pdfUrl, appleWalletUrl, googleWalletUrl } }: { readonly ticket: Ticket }) {
  const { t } = useMessages();
  const { addressOf } = useApi();
  const links = [
    ['tickets.pdf', pdfUrl],
    ['tickets.apple', appleWalletUrl],
    ['tickets.google', googleWalletUrl],
  ] as const;
  if (links.every(([, url]) => url === null)) return null;
  return (
    <p className="ticket-links">
      {links.map(
        ([label, url]) =>
          url !== null && (
            <a key={label} className="button button-quiet" href={addressOf(url)}>
              {t(label)}
            </a>
          ),
      )}
    </p>
  );
}
