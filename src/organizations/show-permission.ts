/** What somebody may do with a show: run it, sell at the desk, see its figures, scan at its doors. */
export const showPermissions = ['manage', 'sell', 'figures', 'scan'] as const;

export type ShowPermission = (typeof showPermissions)[number];

/** What a member is in an organization. */
export const organizationRoles = ['OWNER', 'MANAGER', 'BOX_OFFICE', 'FIGURES', 'SCANNER'] as const;

export type OrganizationRole = (typeof organizationRoles)[number];

const permissionsOf: Readonly<Record<OrganizationRole, readonly ShowPermission[]>> = {
  OWNER: showPermissions,
  MANAGER: showPermissions,
  BOX_OFFICE: ['sell', 'figures'],
  FIGURES: ['figures'],
  SCANNER: ['scan'],
};

/** The one table of roles: whether a member with this role may do that with the organization's shows. */
export const roleAllows = (role: OrganizationRole, permission: ShowPermission): boolean =>
  permissionsOf[role].includes(permission);

export const isOrganizationRole = (word: unknown): word is OrganizationRole =>
  organizationRoles.some((role) => role === word);
