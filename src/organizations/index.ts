/** Who runs shows together: what each role of a member allows. */
export {
  isOrganizationRole,
  type OrganizationRole,
  organizationRoles,
  roleAllows,
  type ShowPermission,
  showPermissions,
} from './show-permission';
