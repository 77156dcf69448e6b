import { type FormEvent, useId, useState } from 'react';
import type { Api } from '../../../api/api';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { blockKinds, blockSeatsMutation, unblockSeatsMutation } from './operations';
import { partsOf, runsOf } from './seat-runs';
import { useAttempt } from './use-attempt';

interface BlockFormProps {
  readonly showId: string;
  readonly mapVersion: string;
  readonly chosen: readonly number[];
  readonly onChanged: () => void;
}

const NOTE_LENGTH_MAX = 200;
/** Of one call. */
const RUNS_MAX = 5000;
const LABELS_SHOWN_MAX = 10;

/** Keeps the marked seats out of the sale for a reason, or returns them to it. */
export function BlockForm({ showId, mapVersion, chosen, onChanged }: BlockFormProps) {
  const { t } = useMessages();
  const api = useApi();
  const id = useId();
  const [kind, setKind] = useState<(typeof blockKinds)[number]>('HOUSE');
  const [note, setNote] = useState('');
  const [releaseAt, setReleaseAt] = useState('');
  const { isBusy, problem, done, attempt } = useAttempt();
  const selections = () =>
    partsOf(runsOf(chosen), RUNS_MAX).map((runs) => ({ positions: { seatMapVersion: mapVersion, runs } }));

  const block = async () => {
    const until = releaseAt === '' ? null : new Date(releaseAt).toISOString();
    const reason = { showId, kind, note: note.trim() || null, releaseAt: until };
    const { changed, taken, labels } = await blockAll(api, selections(), reason);
    onChanged();
    const blocked = t('organizer.seats.blocked', { count: changed });
    if (taken === 0) return blocked;
    const names = labels.slice(0, LABELS_SHOWN_MAX).join(', ');
    return `${blocked} ${t('organizer.seats.taken', { count: taken })} ${names}`;
  };
  const unblock = async () => {
    let changed = 0;
    for (const seats of selections()) {
      const { unblockSeats } = await api.ask(unblockSeatsMutation, { input: { showId, seats } });
      changed += unblockSeats.changedCount;
    }
    onChanged();
    return t('organizer.seats.unblocked', { count: changed });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(block);
  };

  return (
    <form className="panel" onSubmit={submit} aria-busy={isBusy}>
      <h3>{t('organizer.seats.block')}</h3>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-kind`}>
          {t('organizer.seats.kind')}
        </label>
        <select
          id={`${id}-kind`}
          className="input"
          value={kind}
          // Its values are the kinds.
          onChange={({ target }) => setKind(target.value as typeof kind)}
        >
          {blockKinds.map((one) => (
            <option key={one} value={one}>
              {t(`organizer.seats.kind.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-note`}>
          {t('organizer.seats.note')}
        </label>
        <input
          id={`${id}-note`}
          className="input"
          maxLength={NOTE_LENGTH_MAX}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-release`}>
          {t('organizer.seats.release')}
        </label>
        <input
          id={`${id}-release`}
          className="input"
          type="datetime-local"
          value={releaseAt}
          onChange={({ target }) => setReleaseAt(target.value)}
        />
      </div>
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy || chosen.length === 0}>
          {t('organizer.seats.blockCount', { count: chosen.length })}
        </button>
        <button
          type="button"
          className="button button-quiet"
          disabled={isBusy || chosen.length === 0}
          onClick={() => void attempt(unblock)}
        >
          {t('organizer.seats.unblock')}
        </button>
      </div>
      <div role="status">{done !== null && <p className="notice">{done}</p>}</div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

type Selection = {
  readonly positions: { readonly seatMapVersion: string; readonly runs: { from: number; to: number }[] };
};

async function blockAll(
  api: Api,
  selections: readonly Selection[],
  reason: {
    readonly showId: string;
    readonly kind: (typeof blockKinds)[number];
    readonly note: string | null;
    readonly releaseAt: string | null;
  },
) {
  const sums = { changed: 0, taken: 0, labels: [] as string[] };
  for (const seats of selections) {
    const { blockSeats } = await api.ask(blockSeatsMutation, { input: { ...reason, seats } });
    sums.changed += blockSeats.changedCount + blockSeats.relabeledCount;
    sums.taken += blockSeats.takenCount;
    sums.labels.push(...blockSeats.taken.map(({ seat }) => seat.label));
  }
  return sums;
}
