import { useMessages } from '../../../messages/use-messages';
import { offsetMs } from '../drafts/venue-time';
import type { PatternDate } from './operations';

interface DateListProps {
  readonly dates: readonly PatternDate[];
  readonly timeZone: string;
  /** Texts as `PatternDate.localTime` has them. */
  readonly exceptions: ReadonlySet<string>;
  readonly onExcept: (localTime: string, isLeftOut: boolean) => void;
}

/** The dates of a pattern, each of which may be left out. Says where the clocks change between two of them. */
export function DateList({ dates, timeZone, exceptions, onExcept }: DateListProps) {
  const { t, dayAndTime, zoneName } = useMessages();
  return (
    <ul className="date-list">
      {dates.map(({ localTime, startsAt, isMoved }, place) => {
        const earlier = dates[place - 1];
        const isOther =
          earlier !== undefined &&
          offsetMs(Date.parse(earlier.startsAt), timeZone) !== offsetMs(Date.parse(startsAt), timeZone);
        return (
          <li key={localTime}>
            {isOther && <p className="muted">{t('planning.run.clocks', { zone: zoneName(startsAt, timeZone) })}</p>}
            <label className="check-field">
              <input
                type="checkbox"
                checked={!exceptions.has(localTime)}
                onChange={({ target }) => onExcept(localTime, !target.checked)}
              />{' '}
              <span>
                <time dateTime={startsAt}>{dayAndTime(startsAt, timeZone)}</time>
                {isMoved && <strong> {t('planning.run.moved', { time: localTime.slice(11) })}</strong>}
              </span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
