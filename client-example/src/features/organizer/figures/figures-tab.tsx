import { NotFound } from '../../../app/not-found';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { salesFiguresQuery } from './operations';
import { SeatCounts } from './seat-counts';

/** How a show sells. */
export default function FiguresTab({ showId }: { readonly showId: string }) {
  const { t, money, number, time } = useMessages();
  const result = useQuery(salesFiguresQuery, { id: showId });
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const figures = result.data.show?.salesFigures;
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
      <p className="muted">{t('organizer.figures.asOf', { time: time(figures.asOf) })}</p>
    </section>
  );
}
