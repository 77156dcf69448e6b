import { graphql, type ResultOf } from '../../../api/graphql';

export const myOrganizationsQuery = graphql(`
  query MyOrganizations {
    viewer {
      organizations {
        id
        name
        viewerPermissions
      }
    }
  }
`);

export const organizationQuery = graphql(`
  query Organization($id: ID!) {
    organization(id: $id) {
      id
      name
      role
      viewerPermissions
      members(first: 100) {
        nodes {
          id
          email
          role
          isViewer
        }
      }
      invitations {
        id
        email
        role
        expiresAt
      }
    }
  }
`);

export const auditQuery = graphql(`
  query OrganizationAudit($id: ID!, $after: String) {
    organization(id: $id) {
      audit(first: 30, after: $after) {
        nodes {
          id
          at
          action
          actorEmail
          actorRole
          before
          after
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const inviteMemberMutation = graphql(`
  mutation InviteMember($organizationId: ID!, $email: EmailAddress, $role: OrganizationRole!, $locale: String) {
    inviteMember(input: { organizationId: $organizationId, email: $email, role: $role, locale: $locale }) {
      __typename
      ... on InviteMemberPayload {
        link
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const revokeInvitationMutation = graphql(`
  mutation RevokeInvitation($invitationId: ID!) {
    revokeInvitation(input: { invitationId: $invitationId }) {
      __typename
    }
  }
`);

export const changeMemberMutation = graphql(`
  mutation ChangeMember($memberId: ID!, $role: OrganizationRole!) {
    changeMember(input: { memberId: $memberId, role: $role }) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const removeMemberMutation = graphql(`
  mutation RemoveMember($memberId: ID!) {
    removeMember(input: { memberId: $memberId }) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type OrganizationView = NonNullable<ResultOf<typeof organizationQuery>['organization']>;
export type MemberView = NonNullable<OrganizationView['members']>['nodes'][number];
export type InvitationView = NonNullable<OrganizationView['invitations']>[number];

export const roles = ['OWNER', 'MANAGER', 'BOX_OFFICE', 'FIGURES', 'SCANNER'] as const;
export type Role = (typeof roles)[number];
