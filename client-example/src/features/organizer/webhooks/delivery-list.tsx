import { type FormEvent, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { FormField, TextField } from '../form-field';
import { IfMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { useAttempt } from '../seats/use-attempt';
import { usePages } from '../use-pages';
import { DeliveryRow } from './delivery-row';
import { type DeliveryStatus, deliveriesQuery, replayMutation } from './operations';

const statuses: readonly DeliveryStatus[] = ['WAITING', 'DELIVERED', 'FAILED'];
const READ_AGAIN_MS = 1500;
const SOON_MS = 3000;

interface DeliveryListProps {
  readonly endpointId: string;
  /** Grows when something was sent. */
  readonly sent: number;
}

/** What was sent in the last 30 days, with the answers; sends it again. */
export function DeliveryList({ endpointId, sent }: DeliveryListProps) {
  const { t } = useMessages();
  const api = useApi();
  const [status, setStatus] = useState<DeliveryStatus | null>(null);
  const [since, setSince] = useState('');
  const { isBusy, problem, done, attempt } = useAttempt();
  const deliveries = usePages(deliveriesQuery, { endpointId, status }, ({ webhookDeliveries }) => webhookDeliveries);
  const { reload } = deliveries;
  useEffect(() => {
    if (sent > 0) reload();
  }, [reload, sent]);
  const nodes = deliveries.kind === 'ready' ? deliveries.nodes : [];
  // What is sent at this moment is worth waiting for; what is tried again later shows when.
  const isOnItsWay = nodes.some(
    ({ status: state, attempts, nextAttemptAt }) =>
      state === 'WAITING' &&
      (attempts.length === 0 || (nextAttemptAt !== null && Date.parse(nextAttemptAt) - Date.now() < SOON_MS)),
  );
  useEffect(() => {
    if (!isOnItsWay) return;
    const timer = setInterval(reload, READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOnItsWay, reload]);
  const replay = async (what: { readonly eventIds: string[] } | { readonly since: string }) => {
    const { replayWebhookEvents } = await api.ask(replayMutation, { input: { endpointId, ...what } });
    reload();
    return t('organizer.webhooks.replayed', { count: replayWebhookEvents.replayedCount });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(() => replay({ since: new Date(since).toISOString() }));
  };
  return (
    <section className="webhook-form" aria-busy={isBusy}>
      <h2>{t('organizer.webhooks.deliveries')}</h2>
      <FormField label={t('organizer.webhooks.status')}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={status ?? ''}
            onChange={({ target }) => setStatus(statuses.find((name) => name === target.value) ?? null)}
          >
            <option value="">{t('organizer.webhooks.anyStatus')}</option>
            {statuses.map((name) => (
              <option key={name} value={name}>
                {t(`organizer.webhooks.status.${name}`)}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <AttemptResult done={done} problem={problem} />
      {deliveries.kind === 'loading' && <Loading />}
      {deliveries.kind === 'failed' && <Refused error={deliveries.error} retry={reload} />}
      {deliveries.kind === 'ready' && nodes.length === 0 && (
        <p className="muted">{t('organizer.webhooks.noDeliveries')}</p>
      )}
      <ul className="webhook-deliveries">
        {nodes.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            isBusy={isBusy}
            onReplay={() => void attempt(() => replay({ eventIds: [delivery.eventId] }))}
          />
        ))}
      </ul>
      {deliveries.kind === 'ready' && deliveries.hasMore && (
        <button type="button" className="button button-quiet" onClick={deliveries.more}>
          {t('organizer.more')}
        </button>
      )}
      <IfMay use="replayWebhookEvents">
        <form className="panel webhook-form" onSubmit={submit}>
          <TextField
            label={t('organizer.webhooks.since')}
            hint={t('organizer.webhooks.sinceHint')}
            type="datetime-local"
            required
            value={since}
            onText={setSince}
          />
          <div className="button-row">
            <button type="submit" className="button button-quiet" disabled={isBusy || since === ''}>
              {t('organizer.webhooks.replaySince')}
            </button>
          </div>
        </form>
      </IfMay>
    </section>
  );
}
