import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { EmailField, isEmailAddress } from '../sign-in/email-field';
import { inviteMemberMutation, type Role } from './operations';
import { RoleSelect } from './role-select';

type Step =
  | { readonly kind: 'ready' | 'working' | 'wrong' | 'mailed' }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'problem'; readonly text: string };

/** Invites somebody: by mail where an address is given, else by a link to pass on. */
export function InviteForm({
  organizationId,
  onInvited,
}: {
  readonly organizationId: string;
  readonly onInvited: () => void;
}) {
  const { t, locale } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('MANAGER');
  const [step, setStep] = useState<Step>({ kind: 'ready' });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (email !== '' && !isEmailAddress(email)) return setStep({ kind: 'wrong' });
    setStep({ kind: 'working' });
    try {
      const asked = { organizationId, email: email === '' ? null : email, role, locale };
      const { inviteMember: answer } = await api.ask(inviteMemberMutation, asked);
      if (answer.__typename !== 'InviteMemberPayload') return setStep({ kind: 'problem', text: answer.message });
      setStep(answer.link === null ? { kind: 'mailed' } : { kind: 'link', link: answer.link });
      setEmail('');
      onInvited();
    } catch (error) {
      setStep({ kind: 'problem', text: textOf(error) });
    }
  };
  return (
    <form className="organizer-invite" noValidate onSubmit={(event) => void submit(event)}>
      <EmailField
        value={email}
        isWrong={step.kind === 'wrong'}
        hint={t('organizer.team.emailHint')}
        onChange={setEmail}
      />
      <RoleSelect label={t('organizer.team.role')} value={role} onChange={setRole} />
      <button type="submit" className="button" disabled={step.kind === 'working'}>
        {t('organizer.team.invite')}
      </button>
      <div role="status">
        {step.kind === 'mailed' && <p className="notice">{t('organizer.team.mailed')}</p>}
        {step.kind === 'link' && (
          <p className="notice organizer-link">
            {t('organizer.team.link')} <code dir="ltr">{step.link}</code>
          </p>
        )}
      </div>
      {step.kind === 'problem' && (
        <p className="notice notice-bad" role="alert">
          {step.text}
        </p>
      )}
    </form>
  );
}
