import { type FormEvent, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { TextField } from '../form-field';
import { Refused } from '../refused';
import { useAttempt } from '../seats/use-attempt';
import { letBuyersInMutation, type WaitingRoom, waitingRoomQuery } from './operations';
import { WaitingRoomForm } from './waiting-room-form';

/** Its counts have no stream of their own for organizers. */
const READ_AGAIN_MS = 5000;
const ADMISSIONS_MAX = 500;

/** The waiting room: its settings, who waits, and a way to let the next ones in by hand. */
export function WaitingRoomPanel({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const result = useQuery(waitingRoomQuery, { id: showId });
  const { reload } = result;
  const room = result.kind === 'ready' ? (result.data.show?.waitingRoom ?? null) : null;
  const isActive = room?.active === true;
  useEffect(() => {
    if (!isActive) return;
    const timer = setInterval(() => document.hidden || reload(), READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isActive, reload]);
  return (
    <section className="panel">
      <h3>{t('organizer.queue.title')}</h3>
      {result.kind === 'loading' && <Loading />}
      {result.kind === 'failed' && <Refused error={result.error} retry={reload} />}
      {room?.active && <Counts room={room} />}
      {result.kind === 'ready' && <WaitingRoomForm showId={showId} room={room} onChanged={reload} />}
      {isActive && <LetIn showId={showId} onDone={reload} />}
    </section>
  );
}

function Counts({ room }: { readonly room: WaitingRoom }) {
  const { t, number } = useMessages();
  const counts = [
    ['organizer.queue.waiting', room.waitingCount],
    ['organizer.queue.inside', room.insideCount],
    ['organizer.queue.admitted', room.admittedCount],
    ['organizer.queue.departed', room.departedCount],
  ] as const;
  return (
    <div className="figures">
      {room.closedReason !== null && <p className="notice">{room.closedReason}</p>}
      <dl className="figures-facts">
        {counts.map(([key, count]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function LetIn({ showId, onDone }: { readonly showId: string; readonly onDone: () => void }) {
  const { t } = useMessages();
  const api = useApi();
  const [count, setCount] = useState('10');
  const { isBusy, problem, done, attempt } = useAttempt();
  const letIn = async () => {
    const { letBuyersIn } = await api.ask(letBuyersInMutation, { showId, count: Number(count) });
    onDone();
    return t(letBuyersIn.asked ? 'organizer.queue.letInDone' : 'organizer.queue.notActive');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(letIn);
  };
  return (
    <form className="sale-let-in" onSubmit={submit} aria-busy={isBusy}>
      <TextField
        label={t('organizer.queue.letIn')}
        hint={t('organizer.queue.letInHint')}
        type="number"
        required
        min={1}
        max={ADMISSIONS_MAX}
        value={count}
        onText={setCount}
      />
      <button type="submit" className="button button-quiet" disabled={isBusy}>
        {t('organizer.queue.letInNow')}
      </button>
      <AttemptResult done={done} problem={problem} />
    </form>
  );
}
