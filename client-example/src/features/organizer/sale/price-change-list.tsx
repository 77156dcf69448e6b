import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { useAttempt } from '../seats/use-attempt';
import { cancelPriceChangeMutation, type PriceChange, type Sale } from './operations';

interface PriceChangeListProps {
  readonly sale: Sale;
  readonly changes: readonly PriceChange[];
  readonly onChanged: () => void;
}

/** The changes to come, which can be taken back, and those that have happened. */
export function PriceChangeList({ sale: { id, venue, priceTiers }, changes, onChanged }: PriceChangeListProps) {
  const { t, money, dayAndTime } = useMessages();
  const api = useApi();
  const { isBusy, problem, done, attempt } = useAttempt();
  const nameOf = (zone: string) => priceTiers.find((tier) => tier.zone === zone)?.name ?? zone;
  const cancel = async (changeId: string) => {
    await api.ask(cancelPriceChangeMutation, { showId: id, changeId });
    onChanged();
    return t('organizer.sale.cancelled');
  };
  return (
    <div aria-busy={isBusy}>
      {changes.length > 0 && <h4>{t('organizer.sale.changes')}</h4>}
      <ul className="sale-changes">
        {changes.map(({ changeId, at, appliedAt, prices }) => (
          <li key={changeId}>
            <div>
              <strong>
                <time dateTime={at}>{dayAndTime(at, venue.timeZone)}</time>
              </strong>{' '}
              {appliedAt !== null && <span className="tag">{t('organizer.sale.applied')}</span>}
              <p>{prices.map(({ zone, price }) => `${nameOf(zone)}: ${money(price)}`).join(' · ')}</p>
            </div>
            {appliedAt === null && (
              <button
                type="button"
                className="button button-quiet"
                disabled={isBusy}
                aria-label={`${t('organizer.sale.cancel')}: ${dayAndTime(at, venue.timeZone)}`}
                onClick={() => void attempt(() => cancel(changeId))}
              >
                {t('organizer.sale.cancel')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <AttemptResult done={done} problem={problem} />
    </div>
  );
}
