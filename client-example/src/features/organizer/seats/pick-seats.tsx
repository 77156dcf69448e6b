import { type ChangeEvent, useId, useState } from 'react';
import { useMessages } from '../../../messages/use-messages';
import type { SeatStore } from '../../../seat-map';
import type { MarkedSeats } from './marked-seats';
import { readSeatList } from './read-seat-list';
import { seatsBetween } from './seat-runs';

interface PickSeatsProps {
  readonly store: SeatStore;
  readonly marked: MarkedSeats;
}

const UNKNOWN_SHOWN_MAX = 5;

/** Marks whole sections and rows, and seats from a file: without a mouse, and where a map is too small for fingers. */
export function PickSeats({ store, marked }: PickSeatsProps) {
  const { t } = useMessages();
  const id = useId();
  const { geometry } = store;
  const [section, setSection] = useState(0);
  const [row, setRow] = useState('');
  const [listed, setListed] = useState<{ readonly count: number; readonly unknown: readonly string[] } | null>(null);
  const rows = geometry.rows.map((one, place) => ({ ...one, place })).filter((one) => one.section === section);
  const chosen = row === '' ? geometry.sections[section] : geometry.rows[Number(row)];
  const seats = () => (chosen === undefined ? [] : seatsBetween({ from: chosen.from, to: chosen.to }));

  const readFile = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    const { indexes, unknown } = readSeatList(await file.text(), geometry);
    marked.add(indexes);
    setListed({ count: indexes.length, unknown });
    target.value = '';
  };

  return (
    <fieldset className="panel pick-seats">
      <legend>{t('organizer.seats.pick')}</legend>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-section`}>
          {t('organizer.seats.section')}
        </label>
        <select
          id={`${id}-section`}
          className="input"
          value={section}
          onChange={({ target }) => {
            setSection(Number(target.value));
            setRow('');
          }}
        >
          {geometry.sections.map(({ name }, place) => (
            // Sections have no other name.
            <option key={name} value={place}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-row`}>
          {t('organizer.seats.row')}
        </label>
        <select id={`${id}-row`} className="input" value={row} onChange={({ target }) => setRow(target.value)}>
          <option value="">{t('organizer.seats.allRows')}</option>
          {rows.map(({ name, place, from }) => (
            <option key={place} value={place}>
              {name ?? store.labelOf(from)}
            </option>
          ))}
        </select>
      </div>
      <div className="button-row">
        <button type="button" className="button button-quiet" onClick={() => marked.add(seats())}>
          {t('organizer.seats.mark')}
        </button>
        <button type="button" className="button button-quiet" onClick={() => marked.remove(seats())}>
          {t('organizer.seats.unmark')}
        </button>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-file`}>
          {t('organizer.seats.file')}
        </label>
        <input
          id={`${id}-file`}
          className="input"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-describedby={`${id}-hint`}
          onChange={(event) => void readFile(event)}
        />
        <span id={`${id}-hint`} className="field-hint">
          {t('organizer.seats.fileHint')}
        </span>
      </div>
      <div role="status">
        {listed !== null && (
          <p className="notice">
            {t('organizer.seats.fileMarked', { count: listed.count })}
            {listed.unknown.length > 0 &&
              ` ${t('organizer.seats.fileUnknown', {
                count: listed.unknown.length,
                lines: listed.unknown.slice(0, UNKNOWN_SHOWN_MAX).join(' · '),
              })}`}
          </p>
        )}
      </div>
    </fieldset>
  );
}
