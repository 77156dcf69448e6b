import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { useMay } from '../permissions/permissions';
import { changeMemberMutation, type MemberView, type Role, removeMemberMutation } from './operations';
import { RoleSelect } from './role-select';

interface MemberRowProps {
  readonly member: MemberView;
  readonly onChanged: () => void;
}

export function MemberRow({ member: { id, email, role, isViewer }, onChanged }: MemberRowProps) {
  const { t } = useMessages();
  const api = useApi();
  const mayChange = useMay()('changeMember');
  const textOf = useErrorText();
  const [problem, setProblem] = useState<string | null>(null);
  const name = email ?? t('organizer.team.noAddress');
  const leaveOrRemove = t(isViewer ? 'organizer.team.leave' : 'organizer.team.remove');
  const attempt = async (work: Promise<{ readonly __typename: string; readonly message?: string }>) => {
    setProblem(null);
    try {
      const answer = await work;
      if (answer.message === undefined) onChanged();
      else setProblem(answer.__typename === 'LastOwner' ? t('organizer.team.lastOwner') : answer.message);
    } catch (error) {
      setProblem(textOf(error));
    }
  };
  const change = (next: Role) =>
    attempt(api.ask(changeMemberMutation, { memberId: id, role: next }).then(({ changeMember }) => changeMember));
  const remove = () =>
    attempt(api.ask(removeMemberMutation, { memberId: id }).then(({ removeMember }) => removeMember));
  return (
    <li className="organizer-member">
      <span className="organizer-member-name">
        {name}
        {isViewer && <span className="muted"> · {t('organizer.team.you')}</span>}
      </span>
      {mayChange ? (
        <RoleSelect
          label={`${t('organizer.team.role')}: ${name}`}
          value={role}
          onChange={(next) => void change(next)}
        />
      ) : (
        <span>{t(`organizer.role.${role}`)}</span>
      )}
      {(mayChange || isViewer) && (
        <button
          type="button"
          className="text-button"
          aria-label={`${leaveOrRemove}: ${name}`}
          onClick={() => void remove()}
        >
          {leaveOrRemove}
        </button>
      )}
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
