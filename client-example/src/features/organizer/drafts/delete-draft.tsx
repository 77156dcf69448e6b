import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { CheckField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { deleteDraftMutation } from './operations';

/** Nobody has seen it, and nobody can bring it back. */
export function DeleteDraft({ draftId }: { readonly draftId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const [isSure, setSure] = useState(false);
  const { isBusy, problem, attempt } = useAttempt();
  const remove = () =>
    attempt(async () => {
      await api.ask(deleteDraftMutation, { draftId });
      navigate(paths.organizerArea('drafts'), { replace: true });
      return '';
    });
  return (
    <details>
      <summary>{t('planning.draft.delete')}</summary>
      <div className="planning-form">
        <CheckField label={t('planning.draft.deleteSure')} checked={isSure} onCheck={setSure} />
        <button
          type="button"
          className="button button-quiet"
          disabled={!isSure || isBusy}
          onClick={() => void remove()}
        >
          {t('planning.draft.delete')}
        </button>
        <FormAnswer done={null} problem={problem} />
      </div>
    </details>
  );
}
