import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { IfMay, Permissions } from '../permissions/permissions';
import { Refused } from '../refused';
import { SignOut } from '../sign-out';
import { AuditList } from './audit-list';
import { InviteForm } from './invite-form';
import { MemberRow } from './member-row';
import { type InvitationView, type OrganizationView, organizationQuery, revokeInvitationMutation } from './operations';

/** The members of an organization, their roles and invitations, and what they have changed. */
export default function OrganizationPage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <OrganizationParts id={id} />
    </OrganizerApi>
  );
}

function OrganizationParts({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const result = useQuery(organizationQuery, { id });
  const [changes, setChanges] = useState(0);
  const reload = () => {
    result.reload();
    setChanges((before) => before + 1);
  };
  const organization = result.kind === 'ready' ? result.data.organization : null;
  useTitle(organization?.name ?? t('organizer.team.title'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  if (organization === null) return <NotFound />;
  const { name, role, viewerPermissions } = organization;
  return (
    <div className="organizer">
      <div className="organizer-head">
        <Link href={paths.organizer}>{t('organizer.shows.title')}</Link>
        <SignOut />
      </div>
      <h1>{name}</h1>
      {role !== null && <p className="muted">{t('organizer.team.yourRole', { role: t(`organizer.role.${role}`) })}</p>}
      <Permissions given={viewerPermissions}>
        <IfMay use="members">
          <Members organization={organization} onChanged={reload} />
        </IfMay>
        <IfMay use="inviteMember">
          <Invitations organization={organization} onChanged={reload} />
        </IfMay>
        <IfMay use="webhookEndpoints">
          <p>
            <Link href={paths.webhooks(id)}>{t('organizer.webhooks.link')}</Link>
          </p>
        </IfMay>
        <IfMay use="audit">
          <AuditList key={changes} organizationId={id} />
        </IfMay>
      </Permissions>
    </div>
  );
}

interface PartProps {
  readonly organization: OrganizationView;
  readonly onChanged: () => void;
}

function Members({ organization: { members }, onChanged }: PartProps) {
  const { t } = useMessages();
  return (
    <section>
      <h2>{t('organizer.team.title')}</h2>
      <ul className="organizer-members">
        {members?.nodes.map((member) => (
          <MemberRow key={member.id} member={member} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  );
}

function Invitations({ organization: { id, invitations }, onChanged }: PartProps) {
  const { t } = useMessages();
  return (
    <section>
      <h2>{t('organizer.team.inviteTitle')}</h2>
      <InviteForm organizationId={id} onInvited={onChanged} />
      {invitations !== null && invitations.length > 0 && (
        <ul className="organizer-members">
          {invitations.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} onRevoked={onChanged} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface InvitationRowProps {
  readonly invitation: InvitationView;
  readonly onRevoked: () => void;
}

function InvitationRow({ invitation: { id, email, role }, onRevoked }: InvitationRowProps) {
  const { t } = useMessages();
  const api = useApi();
  const name = email ?? t('organizer.team.byLink');
  const revoke = () => api.ask(revokeInvitationMutation, { invitationId: id }).then(onRevoked, onRevoked);
  return (
    <li className="organizer-member">
      <span className="organizer-member-name">
        {name} <span className="muted">· {t('organizer.team.invited')}</span>
      </span>
      <span>{t(`organizer.role.${role}`)}</span>
      <button
        type="button"
        className="text-button"
        aria-label={`${t('organizer.team.revoke')}: ${name}`}
        onClick={() => void revoke()}
      >
        {t('organizer.team.revoke')}
      </button>
    </li>
  );
}
