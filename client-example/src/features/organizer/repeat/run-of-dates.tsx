import { type FormEvent, useMemo, useRef, useState } from 'react';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import { useApi } from '../../../app/api-context';
import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { CheckField, TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { DateList } from './date-list';
import { datesOfPatternQuery, type PatternDate, repeatShowMutation, type Weekday, weekdays } from './operations';

interface RunOfDatesProps {
  /** The id of a show or of a draft. */
  readonly showId: string;
  readonly timeZone: string;
  /** Its own start as the clocks at the venue show it; empty where it has none. */
  readonly startsAt: string;
  /** What must be stored first; false where it could not be. */
  readonly before?: () => Promise<boolean>;
}

/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** More dates of the same show, by a pattern of weekdays and times: first as a list to choose from, then as drafts. */
export function RunOfDates({ showId, timeZone, startsAt, before }: RunOfDatesProps) {
  const { t, locale } = useMessages();
  const api = useApi();
  const [from, setFrom] = useState(startsAt.slice(0, 10));
  const [until, setUntil] = useState('');
  const [days, setDays] = useState<readonly Weekday[]>([]);
  const [times, setTimes] = useState(startsAt.slice(11, 16));
  const [everyWeeks, setEveryWeeks] = useState('1');
  const [found, setFound] = useState<{ readonly pattern: Pattern; readonly dates: readonly PatternDate[] } | null>(
    null,
  );
  const [exceptions, setExceptions] = useState<ReadonlySet<string>>(new Set());
  const key = useRef('');
  const { isBusy, problem, done, attempt } = useAttempt();
  const names = useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
    return weekdays.map((_, place) => format.format(MONDAY_MS + place * DAY_MS));
  }, [locale]);

  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const pattern = {
      ...{ from, until, weekdays: [...days], everyWeeks: Number(everyWeeks) },
      times: times.split(/[\s,;]+/).filter((time) => time !== ''),
    };
    void attempt(async () => {
      const { datesOfPattern: dates } = await api.ask(datesOfPatternQuery, { showId, pattern });
      setFound({ pattern, dates });
      // The date that there is already is not made once more.
      setExceptions(new Set(dates.map(({ localTime }) => localTime).filter((it) => it === startsAt.replace('T', ' '))));
      key.current = newIdempotencyKey();
      return '';
    });
  };
  const except = (localTime: string, isLeftOut: boolean) => {
    const next = new Set(exceptions);
    if (isLeftOut) next.add(localTime);
    else next.delete(localTime);
    setExceptions(next);
    key.current = newIdempotencyKey();
  };
  const make = ({ pattern }: { readonly pattern: Pattern }) =>
    attempt(async () => {
      if (before !== undefined && !(await before())) return '';
      const input = { showId, pattern, exceptions: [...exceptions], idempotencyKey: key.current };
      const { repeatShow } = await api.ask(repeatShowMutation, { input });
      setFound(null);
      return t('planning.run.made', { count: repeatShow.draftCount });
    });
  const count = found === null ? 0 : found.dates.length - exceptions.size;

  return (
    <>
      <form onSubmit={look} aria-busy={isBusy}>
        <p className="field-hint">{t('planning.run.hint')}</p>
        <div className="field-pair">
          <TextField label={t('planning.run.from')} type="date" value={from} onText={setFrom} required />
          <TextField label={t('planning.run.until')} type="date" value={until} onText={setUntil} required />
        </div>
        <fieldset className="weekdays">
          <legend className="field-label">{t('planning.run.weekdays')}</legend>
          {weekdays.map((day, place) => (
            <CheckField
              key={day}
              label={names[place] ?? day}
              checked={days.includes(day)}
              onCheck={(isChosen) => setDays(isChosen ? [...days, day] : days.filter((other) => other !== day))}
            />
          ))}
        </fieldset>
        <div className="field-pair">
          <TextField
            label={t('planning.run.times')}
            hint={t('planning.run.timesHint')}
            value={times}
            onText={setTimes}
            required
          />
          <TextField
            label={t('planning.run.everyWeeks')}
            type="number"
            min={1}
            max={52}
            value={everyWeeks}
            onText={setEveryWeeks}
            required
          />
        </div>
        <button type="submit" className="button button-quiet" disabled={isBusy}>
          {t('planning.run.look')}
        </button>
      </form>
      {found !== null && (
        <>
          <DateList dates={found.dates} timeZone={timeZone} exceptions={exceptions} onExcept={except} />
          <button type="button" className="button" disabled={isBusy || count === 0} onClick={() => void make(found)}>
            {t('planning.run.make', { count })}
          </button>
        </>
      )}
      <FormAnswer done={done || null} problem={problem} />
      {done && (
        <p>
          <Link href={paths.organizerArea('drafts')}>{t('planning.run.toDrafts')}</Link>
        </p>
      )}
    </>
  );
}

interface Pattern {
  readonly from: string;
  readonly until: string;
  readonly weekdays: Weekday[];
  readonly times: string[];
  readonly everyWeeks: number;
}
