import { NotFound } from '../../../app/not-found';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { ExportLinks } from '../exports/export-links';
import { salesFiguresQuery } from './operations';
import { OrdersTable } from './orders-table';
import { SeatCounts } from './seat-counts';
import { SeatsTable } from './seats-table';
import { useLiveFigures } from './use-live-figures';

const HOURS_SHOWN = 24;

/** How a show sells, as it sells. */
export default function FiguresTab({ showId }: { readonly showId: string }) {
  const { t, money, number, time, hour } = useMessages();
  const result = useQuery(salesFiguresQuery, { id: showId });
  const live = useLiveFigures(showId);
  if (live === null && result.kind === 'loading') return <Loading />;
  if (live === null && result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const figures = live ?? (result.kind === 'ready' ? result.data.show?.salesFigures : null);
  if (figures == null) return <NotFound />;
  const { gross, refunded, net } = figures;
  const facts = [
    ['organizer.figures.net', money(net)],
    ['organizer.figures.gross', money(gross)],
    ['organizer.figures.refunded', money(refunded)],
    ['organizer.figures.orders', number(figures.orderCount)],
    ['organizer.figures.complimentary', number(figures.complimentaryCount)],
  ] as const;
  return (
    <section className="figures">
      <h2>{t('organizer.figures.title')}</h2>
      <dl className="figures-facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SeatCounts figures={figures} />
      {figures.blockedByKind.length > 0 && (
        <p className="figures-blocked">
          {t('organizer.figures.blocked')}:{' '}
          {figures.blockedByKind
            .map(({ kind, seatCount }) => {
              const name = kind === null ? t('organizer.figures.unpriced') : t(`organizer.seats.kind.${kind}`);
              return `${name} ${number(seatCount)}`;
            })
            .join(' · ')}
        </p>
      )}
      <p className="muted">{t('organizer.figures.asOf', { time: time(figures.asOf) })}</p>
      <SeatsTable title={t('organizer.figures.byZone')} parts={figures.byZone} />
      <SeatsTable title={t('organizer.figures.bySection')} parts={figures.bySection} />
      <OrdersTable
        title={t('organizer.figures.byChannel')}
        rows={figures.byChannel.map(({ channel, ...row }) => ({ name: t(`organizer.channel.${channel}`), ...row }))}
      />
      <OrdersTable
        title={t('organizer.figures.byHour')}
        rows={figures.byHour
          .slice(-HOURS_SHOWN)
          .reverse()
          .map((row) => ({ name: hour(row.hour), ...row }))}
      />
      <ExportLinks showId={showId} />
    </section>
  );
}
