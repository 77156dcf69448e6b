import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Link, navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { useMay } from '../permissions/permissions';
import { Refused, useAttempt } from '../seats/use-attempt';
import { DeliveryList } from './delivery-list';
import { EndpointTag } from './endpoint-tag';
import {
  deleteEndpointMutation,
  type Endpoint,
  rotateSecretMutation,
  sendTestMutation,
  typeInMessages,
  updateEndpointMutation,
} from './operations';
import { SecretOnce } from './secret-once';

interface EndpointPanelProps {
  readonly organizationId: string;
  readonly endpoint: Endpoint;
  readonly onChanged: () => void;
}

/** One endpoint: a test, a new secret, a pause, its end, and what was sent to it. */
export function EndpointPanel({ organizationId, endpoint, onChanged }: EndpointPanelProps) {
  const { t, hour } = useMessages();
  const api = useApi();
  const may = useMay();
  const { id: endpointId, url, description, types, isEnabled, publicKey, formerSecretUntil, failingSince } = endpoint;
  const [secret, setSecret] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  /** Grows when something was sent: the list of deliveries reads itself again. */
  const [sent, setSent] = useState(0);
  const { isBusy, problem, done, attempt } = useAttempt();
  const sendTest = async () => {
    await api.ask(sendTestMutation, { endpointId });
    setSent((before) => before + 1);
    return t('organizer.webhooks.tested');
  };
  const rotate = async () => {
    const { rotateWebhookSecret } = await api.ask(rotateSecretMutation, { endpointId });
    setSecret(rotateWebhookSecret.secret);
    onChanged();
    return t('organizer.webhooks.rotated');
  };
  const enable = async () => {
    const { updateWebhookEndpoint: answer } = await api.ask(updateEndpointMutation, {
      input: { endpointId, isEnabled: !isEnabled },
    });
    if (answer.__typename !== 'UpdateWebhookEndpointPayload') throw new Refused(answer.message);
    onChanged();
    return t(isEnabled ? 'organizer.webhooks.disabled' : 'organizer.webhooks.enabled');
  };
  const remove = async () => {
    await api.ask(deleteEndpointMutation, { endpointId });
    onChanged();
    navigate(paths.webhooks(organizationId));
    return '';
  };
  const button = (text: string, work: () => Promise<string>, isOff = false) => (
    <button type="button" className="button button-quiet" disabled={isBusy || isOff} onClick={() => void attempt(work)}>
      {text}
    </button>
  );
  return (
    <>
      <section className="panel webhook-form" aria-busy={isBusy}>
        <p>
          <Link href={paths.webhooks(organizationId)}>{t('organizer.webhooks.all')}</Link>
        </p>
        <h2 className="webhook-url">
          {url} <EndpointTag endpoint={endpoint} />
        </h2>
        {description !== null && <p>{description}</p>}
        <p className="muted">
          {types === null ? t('organizer.webhooks.allTypes') : types.map(typeInMessages).join(' · ')}
        </p>
        {failingSince !== null && <p>{t('organizer.webhooks.failingSince', { when: hour(failingSince) })}</p>}
        {formerSecretUntil !== null && <p>{t('organizer.webhooks.formerUntil', { when: hour(formerSecretUntil) })}</p>}
        {publicKey !== null && (
          <p className="organizer-link">
            <code dir="ltr">{publicKey}</code>
          </p>
        )}
        <div className="button-row">
          {may('sendTestWebhook') && button(t('organizer.webhooks.test'), sendTest, !isEnabled)}
          {may('rotateWebhookSecret') && button(t('organizer.webhooks.rotate'), rotate)}
          {may('updateWebhookEndpoint') &&
            button(t(isEnabled ? 'organizer.webhooks.disable' : 'organizer.webhooks.enable'), enable)}
        </div>
        {may('deleteWebhookEndpoint') && (
          <div className="button-row">
            <label>
              <input type="checkbox" checked={isSure} onChange={({ target }) => setSure(target.checked)} />{' '}
              {t('organizer.webhooks.deleteSure')}
            </label>
            {button(t('organizer.webhooks.delete'), remove, !isSure)}
          </div>
        )}
        <AttemptResult done={done} problem={problem} />
        {secret !== null && <SecretOnce secret={secret} />}
      </section>
      <DeliveryList endpointId={endpointId} sent={sent} />
    </>
  );
}
