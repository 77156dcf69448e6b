import { type OrganizationRole, organizationRoles } from '../../src/organizations';
import { newId } from '../../src/platform';
import { graphql } from './graphql';
import type { TestApp } from './test-app';

const CREATE = graphql(
  'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }',
);
const INVITE = graphql(`mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  __typename ... on Problem { message } ... on InviteMemberPayload { link invitation { id email role } } } }`);
const ACCEPT = graphql(`mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
  __typename ... on Problem { message } ... on InvitationMailed { email }
  ... on AcceptInvitationPayload { organization { id name role } session { token expiresAt viewer { id } } } } }`);

/** A person of an organization, by their token. */
export interface Member {
  readonly token: string;
  /** A UUID. */
  readonly callerId: string;
  /** The id of the membership. */
  readonly memberId: string;
}

/** A caller who may be a member: `member` by default. */
export async function newCaller(testApp: TestApp, role: 'member' | 'organizer' = 'member', email?: string) {
  const callerId = newId();
  const token = await testApp.token({ roles: [role], id: callerId, ...(email === undefined ? {} : { email }) });
  return { token, callerId };
}

export async function createOrganization(
  testApp: TestApp,
  name = 'Theater am Fluss',
): Promise<{ id: string; owner: Member }> {
  const owner = await newCaller(testApp, 'organizer');
  const { createOrganization: created } = await testApp.ask(CREATE, { input: { name } }, owner.token);
  const { id } = created.organization;
  return { id, owner: { ...owner, memberId: await memberIdOf(testApp, id, owner.token) } };
}

export const invite = async (
  testApp: TestApp,
  input: { organizationId: string; role: OrganizationRole; email?: string },
  token: string,
) => (await testApp.ask(INVITE, { input }, token)).inviteMember;

export const accept = async (testApp: TestApp, input: { secret: string; email?: string }, token?: string) =>
  (await testApp.ask(ACCEPT, { input }, token)).acceptInvitation;

/** What a link to pass on leads to, by its secret. */
export async function invitationLink(testApp: TestApp, organizationId: string, role: OrganizationRole, token: string) {
  const invited = await invite(testApp, { organizationId, role }, token);
  if (invited.__typename !== 'InviteMemberPayload' || invited.link === null) throw new Error(JSON.stringify(invited));
  return secretIn(invited.link);
}

export const secretIn = (link: string): string => /#([\w-]+)/.exec(link)?.[1] ?? '';

/** Adds a member with this role, by an invitation. */
export async function addMember(
  testApp: TestApp,
  organization: { readonly id: string; readonly owner: Member },
  role: OrganizationRole,
): Promise<Member> {
  const caller = await newCaller(testApp);
  const secret = await invitationLink(testApp, organization.id, role, organization.owner.token);
  const accepted = await accept(testApp, { secret }, caller.token);
  if (accepted.__typename !== 'AcceptInvitationPayload') throw new Error(JSON.stringify(accepted));
  return { ...caller, memberId: await memberIdOf(testApp, organization.id, organization.owner.token, role) };
}

/** One member of each role; the owner is the one who created the organization. */
export async function oneOfEach(testApp: TestApp, organization: { readonly id: string; readonly owner: Member }) {
  const members = new Map<OrganizationRole, Member>([['OWNER', organization.owner]]);
  for (const role of organizationRoles) {
    if (role !== 'OWNER') members.set(role, await addMember(testApp, organization, role));
  }
  return members;
}

const MEMBERS = graphql(`query ($id: ID!) { organization(id: $id) {
  name role members(first: 100) { nodes { id email role isViewer } } } }`);

export const membersOf = async (testApp: TestApp, id: string, token: string) =>
  (await testApp.ask(MEMBERS, { id }, token)).organization;

/** The latest member with the role; without one, the caller. */
async function memberIdOf(testApp: TestApp, id: string, token: string, role?: OrganizationRole): Promise<string> {
  const nodes = (await membersOf(testApp, id, token))?.members?.nodes ?? [];
  const found =
    role === undefined ? nodes.find(({ isViewer }) => isViewer) : nodes.filter((it) => it.role === role).at(-1);
  if (found === undefined) throw new Error('There is no such member');
  return found.id;
}
