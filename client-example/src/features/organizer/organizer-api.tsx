import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { openApi } from '../../api/api';
import type { Session } from '../../api/session';
import { ApiContext } from '../../app/api-context';
import { useMessages } from '../../messages/use-messages';

const KEY = 'frontrow.organizer';

/** Kept in this tab alone. */
const readToken = (): string | null => sessionStorage.getItem(KEY);

/** The pages of organizers ask with the token of an organizer, which the operator or an identity provider issues. */
export function OrganizerApi({ children }: { readonly children: ReactNode }) {
  const [token, setToken] = useState(readToken);
  const api = useMemo(() => {
    const session: Session = {
      token,
      ensure: () => (token === null ? Promise.reject(new Error('There is no token')) : Promise.resolve(token)),
      forget: () => {
        sessionStorage.removeItem(KEY);
        setToken(null);
      },
    };
    return openApi({ session });
  }, [token]);
  const signIn = (given: string) => {
    sessionStorage.setItem(KEY, given);
    setToken(given);
  };
  return token === null ? <TokenForm onToken={signIn} /> : <ApiContext value={api}>{children}</ApiContext>;
}

function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const { t } = useMessages();
  const [token, setToken] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <form className="panel" onSubmit={submit}>
      <h1>{t('organizer.signIn')}</h1>
      <div className="field">
        <label className="field-label" htmlFor="organizer-token">
          {t('organizer.token')}
        </label>
        <input
          id="organizer-token"
          className="input"
          type="password"
          autoComplete="off"
          dir="ltr"
          value={token}
          aria-describedby="organizer-token-hint"
          onChange={({ target }) => setToken(target.value)}
        />
        <span id="organizer-token-hint" className="field-hint">
          {t('organizer.tokenHint')}
        </span>
      </div>
      <button type="submit" className="button">
        {t('organizer.continue')}
      </button>
    </form>
  );
}
