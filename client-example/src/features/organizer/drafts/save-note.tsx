import { ApiError } from '../../../api/api-error';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { SaveState } from './use-autosave';

/** Whether what is on the page is stored. */
export function SaveNote({ state, retry }: { readonly state: SaveState; readonly retry: () => void }) {
  const { t } = useMessages();
  const textOf = useErrorText();
  if (state.kind !== 'failed') {
    return (
      <p className="muted" role="status">
        {t(state.kind === 'saving' ? 'planning.saving' : 'planning.allSaved')}
      </p>
    );
  }
  const { error } = state;
  const isSaid = error instanceof ApiError && error.code === 'BAD_USER_INPUT';
  const isForbidden = error instanceof ApiError && error.code === 'FORBIDDEN';
  return (
    <div className="notice notice-bad" role="alert">
      <p>
        {t('planning.notSaved')}{' '}
        {isForbidden ? t('organizer.roleForbids') : isSaid ? <span lang="en">{error.message}</span> : textOf(error)}
      </p>
      <button type="button" className="text-button" onClick={retry}>
        {t('error.retry')}
      </button>
    </div>
  );
}
