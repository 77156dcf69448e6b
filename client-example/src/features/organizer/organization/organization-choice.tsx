import { type ReactNode, useState } from 'react';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { SelectField } from '../forms/field';
import { type Guarded, permissionOf } from '../permissions/permission-of';
import { myOrganizationsQuery } from './operations';

interface OrganizationChoice {
  /** False where the caller is in organizations, and may do this in none of them. */
  readonly isAllowed: boolean;
  /** Null for what the caller runs alone. */
  readonly organizationId: string | null;
  /** The field to choose it; nothing where there is no choice. */
  readonly field: ReactNode;
}

/** For which organization something new is made: the only one in which the caller may, or the one that is chosen. */
export function useOrganizationChoice(use: Guarded): OrganizationChoice {
  const { t } = useMessages();
  const result = useQuery(myOrganizationsQuery, {});
  const all = result.kind === 'ready' ? (result.data.viewer?.organizations ?? []) : [];
  const organizations = all.filter(({ viewerPermissions }) => viewerPermissions.includes(permissionOf[use]));
  const [chosen, setChosen] = useState<string | null>(null);
  const organizationId = chosen ?? organizations[0]?.id ?? null;
  const field =
    organizations.length < 2 || organizationId === null ? null : (
      <SelectField
        label={t('planning.organization')}
        value={organizationId}
        options={organizations.map(({ id, name }) => ({ value: id, name }))}
        onValue={setChosen}
      />
    );
  const isAllowed = result.kind === 'ready' && (all.length === 0 || organizations.length > 0);
  return { isAllowed, organizationId, field };
}
