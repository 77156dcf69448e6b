import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { ask } from './api';
import { startOver } from './examples';
import newGuestSession from './examples/create-guest-session.graphql';
import { keepToken, onTokenChange, readToken } from './token';

interface GuestSession {
  createGuestSession: { token: string; expiresAt: string };
}

/** Who the operations are sent as. */
export function SessionBar() {
  const token = useSyncExternalStore(onTokenChange, readToken);
  const [notice, setNotice] = useState('');

  const keep = (text: string) => {
    setNotice('');
    keepToken(text);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keep(String(new FormData(event.currentTarget).get('token') ?? ''));
  };

  const start = async () => {
    try {
      const { createGuestSession } = await ask<GuestSession>(newGuestSession, { input: {} });
      keepToken(createGuestSession.token);
      setNotice(`Valid until ${new Date(createGuestSession.expiresAt).toLocaleString()}`);
    } catch (error) {
      setNotice(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <header className="graphiql-container session-bar">
      <h1>Frontrow</h1>
      <form onSubmit={submit}>
        <label htmlFor="token">Bearer token</label>
        <input
          key={token}
          id="token"
          name="token"
          defaultValue={token}
          onBlur={(event) => keep(event.currentTarget.value)}
          placeholder="none: operations are sent without a viewer"
          autoComplete="off"
          spellCheck={false}
        />
        <button type="button" onClick={() => void start()}>
          New guest session
        </button>
        <button type="button" disabled={!token} onClick={() => keep('')}>
          Forget token
        </button>
      </form>
      <output htmlFor="token">{notice}</output>
      <button type="button" onClick={() => confirm('Close all tabs and open the examples anew?') && startOver()}>
        Fresh examples
      </button>
    </header>
  );
}
