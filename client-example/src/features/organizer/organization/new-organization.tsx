import { type FormEvent, useState } from 'react';
import { graphql } from '../../../api/graphql';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { NewThing } from '../forms/new-thing';
import { useAttempt } from '../seats/use-attempt';

const createOrganizationMutation = graphql(`
  mutation CreateOrganization($name: String!) {
    createOrganization(input: { name: $name }) {
      organization {
        id
      }
    }
  }
`);

const NAME_LENGTH_MAX = 100;

/** Whoever may run events makes an organization, to run them with others. */
export function NewOrganization() {
  const { t } = useMessages();
  return (
    <NewThing label={t('planning.organization.new')}>
      <OrganizationForm />
    </NewThing>
  );
}

function OrganizationForm() {
  const { t } = useMessages();
  const api = useApi();
  const [name, setName] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(async () => {
      const { createOrganization } = await api.ask(createOrganizationMutation, { name: name.trim() });
      navigate(paths.organization(createOrganization.organization.id));
      return '';
    });
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <h2>{t('planning.organization.new')}</h2>
      <TextField label={t('planning.name')} value={name} onText={setName} maxLength={NAME_LENGTH_MAX} required />
      <button type="submit" className="button" disabled={isBusy}>
        {t('planning.create')}
      </button>
      <FormAnswer done={null} problem={problem} />
    </form>
  );
}
