import { type ReactNode, useMemo, useState } from 'react';
import { openApi } from '../../api/api';
import type { Session } from '../../api/session';
import { ApiContext } from '../../app/api-context';
import { organizerToken } from './organizer-session';
import { SignIn } from './sign-in/sign-in';

/** The pages of organizers ask with the token of an organizer; without one they let them sign in. */
export function OrganizerApi({ children }: { readonly children: ReactNode }) {
  const [token, setToken] = useState(organizerToken.read);
  const api = useMemo(() => {
    const session: Session = {
      token,
      ensure: () => (token === null ? Promise.reject(new Error('There is no token')) : Promise.resolve(token)),
      forget: () => {
        organizerToken.forget();
        setToken(null);
      },
    };
    return openApi({ session });
  }, [token]);
  const signIn = (given: string) => {
    organizerToken.keep(given);
    setToken(given);
  };
  return token === null ? <SignIn onToken={signIn} /> : <ApiContext value={api}>{children}</ApiContext>;
}
