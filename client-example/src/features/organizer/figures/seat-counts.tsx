import { useMessages } from '../../../messages/use-messages';
import type { Figures } from './operations';

type Counted = Pick<Figures, 'placeCount' | 'freeCount' | 'heldCount' | 'reservedCount' | 'soldCount' | 'blockedCount'>;

/** How many places are in each state, as numbers and as parts of a bar. */
export function SeatCounts({ figures }: { readonly figures: Counted }) {
  const { t, number } = useMessages();
  const { placeCount } = figures;
  const states = [
    ['sold', figures.soldCount],
    ['reserved', figures.reservedCount],
    ['held', figures.heldCount],
    ['free', figures.freeCount],
    ['blocked', figures.blockedCount],
  ] as const;
  return (
    <div className="seat-counts">
      <div className="seat-counts-bar" aria-hidden="true">
        {states.map(([state, count]) => (
          <span key={state} className={`seat-count-${state}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <dl>
        {states.map(([state, count]) => (
          <div key={state} className={`seat-count seat-count-of-${state}`}>
            <dt>{t(`organizer.figures.${state}`)}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
        <div className="seat-count">
          <dt>{t('organizer.figures.places')}</dt>
          <dd>{number(placeCount)}</dd>
        </div>
      </dl>
    </div>
  );
}
