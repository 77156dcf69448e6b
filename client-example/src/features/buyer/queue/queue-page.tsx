import { useEffect } from 'react';
import { Link, navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { ShowLine } from '../ticketing/show-line';
import { DrawPanel } from './draw-panel';
import { queueShowQuery } from './operations';
import { BeforeSale, Waiting } from './place';
import { type QueueState, useQueue } from './use-queue';

/** The turn is read out before the page changes. */
const ADMITTED_MS = 1200;

export default function QueuePage({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const { state, ticket, join, leave } = useQueue(id);
  const show = useQuery(queueShowQuery, { id });
  useTitle(useQueueTitle(state));
  const isQueued = state.kind === 'in' && /BeforeSale|Waiting/.test(state.position.__typename);
  return (
    <div className="queue">
      {show.kind === 'ready' && show.data.show && <ShowLine show={show.data.show} />}
      <QueueNow id={id} state={state} join={join} timeZone={zoneOf(show)} />
      {isQueued && (
        <>
          <p className="muted">{t('queue.keep')}</p>
          <DrawPanel id={id} ticket={ticket} hasOpened={state.position.__typename === 'QueueWaiting'} />
          <p>
            <button type="button" className="text-button" onClick={() => void leave().catch(() => undefined)}>
              {t('queue.leave')}
            </button>
          </p>
        </>
      )}
    </div>
  );
}

const zoneOf = (show: ReturnType<typeof useQuery<{ show: { venue: { timeZone: string } } | null }, object>>) =>
  show.kind === 'ready' ? show.data.show?.venue.timeZone : undefined;

/** The tab shows the place, for those who look at another one. */
function useQueueTitle(state: QueueState): string {
  const { t } = useMessages();
  if (state.kind !== 'in') return t('queue.title');
  const { position } = state;
  if (position.__typename === 'QueueWaiting') return t('queue.placeTitle', { position: position.position });
  return t(position.__typename === 'QueueAdmitted' ? 'queue.admitted' : 'queue.title');
}

interface QueueStateProps {
  readonly id: string;
  readonly state: QueueState;
  readonly join: () => void;
  readonly timeZone: string | undefined;
}

function QueueNow({ id, state, join, timeZone }: QueueStateProps) {
  const { t } = useMessages();
  const again = (
    <button type="button" className="button" onClick={join}>
      {t('queue.rejoin')}
    </button>
  );
  switch (state.kind) {
    case 'joining':
      return <Loading />;
    case 'failed':
      return <Failed error={state.error} retry={join} />;
    case 'left':
      return <Ended title={t('queue.left')}>{again}</Ended>;
    case 'inactive':
      return (
        <Ended title={t('queue.inactive')}>
          <Link className="button" href={paths.show(id)}>
            {t('queue.toSeats')}
          </Link>
        </Ended>
      );
    case 'in':
      switch (state.position.__typename) {
        case 'QueueBeforeSale':
          return <BeforeSale position={state.position} timeZone={timeZone} />;
        case 'QueueWaiting':
          return <Waiting position={state.position} />;
        case 'QueueAdmitted':
          return <Admitted id={id} />;
        case 'QueueClosed':
          return (
            <Ended title={t('queue.closed')}>
              <p>{state.position.reason}</p>
              {again}
            </Ended>
          );
      }
  }
}

function Admitted({ id }: { readonly id: string }) {
  const { t } = useMessages();
  useEffect(() => {
    const timer = setTimeout(() => navigate(paths.show(id), { replace: true }), ADMITTED_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className="panel queue-place" role="alert">
      <h1>{t('queue.admitted')}</h1>
      <p className="muted">{t('queue.admittedBody')}</p>
    </div>
  );
}

function Ended({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className="state" role="status">
      <h1>{title}</h1>
      {children}
    </div>
  );
}
