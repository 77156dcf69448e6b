import { useMessages } from '../../../messages/use-messages';
import { IfMay } from '../permissions/permissions';
import type { Delivery, DeliveryStatus } from './operations';

const tags: Readonly<Record<DeliveryStatus, string>> = {
  WAITING: 'tag tag-warn',
  DELIVERED: 'tag tag-good',
  FAILED: 'tag tag-bad',
};
/** Not an event of the log, which alone can be sent again. */
const TEST_TYPE = 'webhook.test';

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly isBusy: boolean;
  readonly onReplay: () => void;
}

/** An event on its way, with each attempt and the beginning of its answer. */
export function DeliveryRow({ delivery, isBusy, onReplay }: DeliveryRowProps) {
  const { t, hour, number } = useMessages();
  const { eventId, type, status, nextAttemptAt, createdAt, attempts } = delivery;
  return (
    <li>
      <div>
        <code>{type}</code> <span className={tags[status]}>{t(`organizer.webhooks.status.${status}`)}</span>{' '}
        <time dateTime={createdAt}>{hour(createdAt)}</time>
        {nextAttemptAt !== null && attempts.length > 0 && (
          <p className="muted">{t('organizer.webhooks.nextAttempt', { when: hour(nextAttemptAt) })}</p>
        )}
        {attempts.length > 0 && (
          <details>
            <summary>{t('organizer.webhooks.attempts', { count: attempts.length })}</summary>
            <ol>
              {attempts.map((one) => (
                <li key={one.at}>
                  <time dateTime={one.at}>{hour(one.at)}</time> · {one.status ?? one.error} ·{' '}
                  {t('organizer.webhooks.milliseconds', { count: number(one.milliseconds) })}
                  {one.answer !== null && one.answer !== '' && <pre dir="ltr">{one.answer}</pre>}
                </li>
              ))}
            </ol>
            <p className="muted webhook-url">{eventId}</p>
          </details>
        )}
      </div>
      {type !== TEST_TYPE && (
        <IfMay use="replayWebhookEvents">
          <button
            type="button"
            className="button button-quiet"
            disabled={isBusy}
            aria-label={`${t('organizer.webhooks.again')}: ${type} ${hour(createdAt)}`}
            onClick={onReplay}
          >
            {t('organizer.webhooks.again')}
          </button>
        </IfMay>
      )}
    </li>
  );
}
