import { useEffect, useState } from 'react';
import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { seatIdsQuery } from '../../buyer/show/operations';
import { Actor } from '../actor';
import { useMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { seatHistoryQuery } from './operations';

interface SeatHistoryProps {
  readonly showId: string;
  /** Its place on the map. */
  readonly index: number;
  readonly label: string;
  /** Of the seat; it grows with each entry. */
  readonly version: number;
}

/** What has happened to a seat: who, when and why. */
export function SeatHistory({ showId, index, label, version }: SeatHistoryProps) {
  const { t } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const found = useQuery(seatIdsQuery, isOpen ? { id: showId, indexes: [index] } : null);
  const [seat] = found.kind === 'ready' ? (found.data.show?.seats.nodes ?? []) : [];
  return (
    <details className="panel seat-history" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3>{t('organizer.history.title', { seat: label })}</h3>
      </summary>
      {isOpen && found.kind === 'loading' && <Loading />}
      {found.kind === 'failed' && <Refused error={found.error} retry={found.reload} />}
      {isOpen && seat !== undefined && <Entries showId={showId} seatId={seat.id} version={version} />}
    </details>
  );
}

interface EntriesProps {
  readonly showId: string;
  readonly seatId: string;
  readonly version: number;
}

function Entries({ showId, seatId, version: latest }: EntriesProps) {
  const { t, hour } = useMessages();
  const may = useMay();
  const entries = usePages(seatHistoryQuery, { seatId }, ({ seatHistory }) => seatHistory);
  const { reload } = entries;
  const [readAt, setReadAt] = useState(latest);
  useEffect(() => {
    if (readAt === latest) return;
    setReadAt(latest);
    reload();
  }, [readAt, latest, reload]);
  if (entries.kind === 'loading') return <Loading />;
  if (entries.kind === 'failed') return <Refused error={entries.error} retry={reload} />;
  if (entries.nodes.length === 0) return <p className="muted">{t('organizer.history.none')}</p>;
  return (
    <>
      <ol className="show-order-lines">
        {entries.nodes.map(({ version, at, status: became, reason, changedBy, orderId }) => (
          <li key={version}>
            <time dateTime={at}>{hour(at)}</time> · <strong>{t(`organizer.history.reason.${reason}`)}</strong> →{' '}
            {t(`organizer.history.status.${became}`)}
            {changedBy !== null && (
              <>
                {' '}
                · <Actor of={changedBy} />
              </>
            )}{' '}
            {orderId !== null && may('showOrder') && (
              <Link href={`${paths.organizerShow(showId, 'orders')}?order=${encodeURIComponent(orderId)}`}>
                {t('organizer.history.order')}
              </Link>
            )}
          </li>
        ))}
      </ol>
      {entries.hasMore && (
        <button type="button" className="button button-quiet" onClick={entries.more}>
          {t('organizer.more')}
        </button>
      )}
    </>
  );
}
