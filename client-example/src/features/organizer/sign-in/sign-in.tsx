import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { EmailField, isEmailAddress } from './email-field';
import { requestSignInMutation } from './operations';

type Step =
  | { readonly kind: 'ready' | 'working' | 'wrong' }
  | { readonly kind: 'sent'; readonly minutes: number }
  | { readonly kind: 'problem'; readonly text: string };

/** Signs an organizer in: by a link in a mail, or by a token that the operator has issued. */
export function SignIn({ onToken }: { readonly onToken: (token: string) => void }) {
  const { t, locale } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'ready' });
  const request = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isEmailAddress(email)) return setStep({ kind: 'wrong' });
    setStep({ kind: 'working' });
    try {
      const { requestSignIn } = await api.ask(requestSignInMutation, { email, locale });
      setStep({ kind: 'sent', minutes: requestSignIn.linkMinutes });
    } catch (error) {
      setStep({ kind: 'problem', text: textOf(error) });
    }
  };
  return (
    <section className="panel organizer-sign-in">
      <h1>{t('organizer.signIn')}</h1>
      <form noValidate onSubmit={(event) => void request(event)}>
        <EmailField value={email} isWrong={step.kind === 'wrong'} hint={t('organizer.emailHint')} onChange={setEmail} />
        <div role="status">
          {step.kind === 'sent' && <p className="notice">{t('organizer.linkSent', { count: step.minutes })}</p>}
        </div>
        {step.kind === 'problem' && (
          <p className="notice notice-bad" role="alert">
            {step.text}
          </p>
        )}
        <button type="submit" className="button" disabled={step.kind === 'working'}>
          {t('organizer.sendLink')}
        </button>
      </form>
      <TokenForm onToken={onToken} />
    </section>
  );
}

function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const { t } = useMessages();
  const [token, setToken] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <form className="organizer-token" onSubmit={submit}>
      <h2>{t('organizer.haveToken')}</h2>
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
