import { useCountdown } from '../../../app/use-countdown';
import { useMessages } from '../../../messages/use-messages';
import type { Position } from './operations';

type Of<Name> = Extract<Position, { readonly __typename: Name }>;

/** The sale has not opened: everybody who is here then gets a place by lot. */
export function BeforeSale({
  position: { salesOpenAt, notice, ticket },
  timeZone,
}: {
  readonly position: Of<'QueueBeforeSale'>;
  readonly timeZone: string | undefined;
}) {
  const { t, time, number, countdown } = useMessages();
  const left = useCountdown(salesOpenAt);
  return (
    <>
      <section className="panel queue-place">
        <h1>{t('queue.before')}</h1>
        <p className="muted">{t('queue.opensIn')}</p>
        <time className="queue-number" role="timer" aria-live="off">
          {countdown(left)}
        </time>
        <p>{t('queue.beforeBody', { when: time(salesOpenAt, timeZone) })}</p>
        <p className="queue-wait">
          {t('queue.ticket')}: <strong>{number(ticket)}</strong>
        </p>
      </section>
      <Notice text={notice} />
    </>
  );
}

/** The place, how long it may take, and whether there will be seats. */
export function Waiting({ position }: { readonly position: Of<'QueueWaiting'> }) {
  const { t, number } = useMessages();
  const { position: place, peopleAhead, estimatedWaitSeconds, notice, seatsLeft, outlook } = position;
  return (
    <>
      <section className="panel queue-place">
        <h1 className="queue-label">{place === 1 ? t('queue.next') : t('queue.place')}</h1>
        <p className="queue-number" role="status">
          {number(place)}
        </p>
        <p className="queue-wait">
          {estimatedWaitSeconds === null
            ? t('queue.noEstimate')
            : estimatedWaitSeconds < 60
              ? t('queue.soon')
              : t('queue.minutes', { count: Math.round(estimatedWaitSeconds / 60) })}
        </p>
        <p className="queue-seats">
          {peopleAhead > 0 && <span>{t('queue.ahead', { count: peopleAhead })}</span>}
          {seatsLeft !== null && <span>{t('queue.seatsLeft', { count: seatsLeft })}</span>}
        </p>
      </section>
      {outlook === 'TIGHT' && <p className="notice notice-warn">{t('queue.tight')}</p>}
      {outlook === 'POOR' && (
        <p className="notice notice-bad" role="status">
          {t('queue.poor')}
        </p>
      )}
      <Notice text={notice} />
    </>
  );
}

function Notice({ text }: { readonly text: string | null }) {
  const { t } = useMessages();
  return (
    text && (
      <p className="notice" role="status">
        <strong>{t('queue.notice')}</strong>
        {text}
      </p>
    )
  );
}
