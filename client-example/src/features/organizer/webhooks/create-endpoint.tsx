import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { TextField } from '../form-field';
import { Refused, useAttempt } from '../seats/use-attempt';
import { createEndpointMutation, eventTypes, typeInMessages } from './operations';
import { SecretOnce } from './secret-once';

const URL_LENGTH_MAX = 2000;
const DESCRIPTION_LENGTH_MAX = 200;

interface CreateEndpointProps {
  readonly organizationId: string;
  readonly onCreated: () => void;
}

/** Adds an endpoint, for all events or for some types. Its secret is shown here, once. */
export function CreateEndpoint({ organizationId, onCreated }: CreateEndpointProps) {
  const { t } = useMessages();
  const api = useApi();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<ReadonlySet<(typeof eventTypes)[number]>>(new Set());
  const [secret, setSecret] = useState<string | null>(null);
  const { isBusy, problem, done, attempt } = useAttempt();
  const create = async () => {
    setSecret(null);
    const input = {
      ...{ organizationId, url: url.trim(), description: description.trim() || null, signing: 'HMAC_SHA256' as const },
      types: types.size === 0 ? null : [...types],
    };
    const { createWebhookEndpoint: made } = await api.ask(createEndpointMutation, { input });
    if (made.__typename !== 'CreateWebhookEndpointPayload') throw new Refused(made.message);
    setSecret(made.secret);
    setUrl('');
    setDescription('');
    setTypes(new Set());
    onCreated();
    return t('organizer.webhooks.created');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(create);
  };
  const toggle = (type: (typeof eventTypes)[number]) => {
    const next = new Set(types);
    if (!next.delete(type)) next.add(type);
    setTypes(next);
  };
  return (
    <form className="panel webhook-form" onSubmit={submit} aria-busy={isBusy}>
      <h2>{t('organizer.webhooks.add')}</h2>
      <TextField
        label={t('organizer.webhooks.url')}
        hint={t('organizer.webhooks.urlHint')}
        type="url"
        required
        maxLength={URL_LENGTH_MAX}
        value={url}
        onText={setUrl}
      />
      <TextField
        label={t('organizer.webhooks.description')}
        maxLength={DESCRIPTION_LENGTH_MAX}
        value={description}
        onText={setDescription}
      />
      <fieldset className="webhook-types">
        <legend>{t('organizer.webhooks.types')}</legend>
        {eventTypes.map((type) => (
          <label key={type}>
            <input type="checkbox" checked={types.has(type)} onChange={() => toggle(type)} />{' '}
            <code>{typeInMessages(type)}</code>
          </label>
        ))}
      </fieldset>
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy}>
          {t('organizer.webhooks.addNow')}
        </button>
      </div>
      <AttemptResult done={done} problem={problem} />
      {secret !== null && <SecretOnce secret={secret} />}
    </form>
  );
}
