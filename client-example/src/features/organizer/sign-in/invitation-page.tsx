import { type FormEvent, useMemo, useState } from 'react';
import { openApi } from '../../../api/api';
import { navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { organizerToken } from '../organizer-session';
import { EmailField, isEmailAddress } from './email-field';
import { acceptInvitationMutation } from './operations';

type Step =
  | { readonly kind: 'ready' | 'working' | 'address' | 'wrong' | 'joined' }
  | { readonly kind: 'mailed'; readonly email: string }
  | { readonly kind: 'problem'; readonly text: string };

/**
 * Where an invitation leads. Whoever is signed in as an organizer in this tab joins as who they are; everybody else joins by
 * a mail, and names an address where the link was passed on by hand.
 */
export default function InvitationPage() {
  const { t, locale } = useMessages();
  const textOf = useErrorText();
  const [secret] = useState(() => location.hash.slice(1));
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'ready' });
  const token = organizerToken.read();
  const api = useMemo(() => {
    const ensure = () => Promise.reject(new Error('Nobody buys here'));
    return openApi({ session: { token, ensure, forget: organizerToken.forget } });
  }, [token]);
  useTitle(t('organizer.invitation.title'));
  const accept = async () => {
    setStep({ kind: 'working' });
    try {
      const asked = { secret, email: email === '' ? null : email, locale };
      const { acceptInvitation: answer } = await api.ask(acceptInvitationMutation, asked);
      if (answer.__typename === 'InvitationMailed') return setStep({ kind: 'mailed', email: answer.email });
      if (answer.__typename !== 'AcceptInvitationPayload') {
        return setStep({ kind: 'problem', text: t('organizer.invitation.invalid') });
      }
      if (answer.session !== null) organizerToken.keep(answer.session.token);
      if (organizerToken.read() === null) return setStep({ kind: 'joined' });
      navigate(paths.organization(answer.organization.id), { replace: true });
    } catch (error) {
      const needsAddress = error instanceof Error && error.message.includes('"email" is missing');
      setStep(needsAddress ? { kind: 'address' } : { kind: 'problem', text: textOf(error) });
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (asksAddress && !isEmailAddress(email)) return setStep({ kind: 'wrong' });
    void accept();
  };
  const asksAddress = step.kind === 'address' || step.kind === 'wrong' || email !== '';
  const isOver = step.kind === 'mailed' || step.kind === 'joined';
  return (
    <section className="panel organizer-sign-in">
      <h1>{t('organizer.invitation.title')}</h1>
      <div role="status">
        {step.kind === 'mailed' && (
          <p className="notice">{t('organizer.invitation.mailed', { address: step.email })}</p>
        )}
        {step.kind === 'joined' && <p className="notice">{t('organizer.invitation.joined')}</p>}
      </div>
      {step.kind === 'problem' && (
        <p className="notice notice-bad" role="alert">
          {step.text}
        </p>
      )}
      {!isOver && (
        <form noValidate onSubmit={submit}>
          <p>{t('organizer.invitation.intro')}</p>
          {asksAddress && (
            <EmailField
              value={email}
              isWrong={step.kind === 'wrong'}
              hint={t('organizer.invitation.addressHint')}
              onChange={setEmail}
            />
          )}
          <button type="submit" className="button" disabled={step.kind === 'working' || secret === ''}>
            {t('organizer.invitation.accept')}
          </button>
        </form>
      )}
    </section>
  );
}
