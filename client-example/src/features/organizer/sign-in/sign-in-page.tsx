import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { organizerToken } from '../organizer-session';
import { signInMutation } from './operations';
import { SignIn } from './sign-in';

type Step = 'ready' | 'working' | 'invalid';

/**
 * Where the link in a mail leads, and where a member asks for one. The session begins with a press: the link works once, and
 * some mail programs visit each link before their reader does.
 */
export default function SignInPage() {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [secret] = useState(() => location.hash.slice(1));
  const [step, setStep] = useState<Step>('ready');
  const [problem, setProblem] = useState<string | null>(null);
  useTitle(t('organizer.signIn'));
  const begin = (token: string) => {
    organizerToken.keep(token);
    navigate(paths.organizer, { replace: true });
  };
  if (secret === '' || step === 'invalid') {
    return (
      <>
        {step === 'invalid' && (
          <p className="notice notice-bad" role="alert">
            {t('organizer.linkInvalid')}
          </p>
        )}
        <SignIn onToken={begin} />
      </>
    );
  }
  const open = async () => {
    setProblem(null);
    setStep('working');
    try {
      const { signIn } = await api.ask(signInMutation, { secret });
      if (signIn.__typename === 'SignInPayload') begin(signIn.session.token);
      else setStep('invalid');
    } catch (error) {
      setProblem(textOf(error));
      setStep('ready');
    }
  };
  return (
    <section className="state">
      <h1>{t('organizer.signIn')}</h1>
      <p>{t('organizer.linkHint')}</p>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <button type="button" className="button" disabled={step === 'working'} onClick={() => void open()}>
        {t('organizer.enter')}
      </button>
    </section>
  );
}
