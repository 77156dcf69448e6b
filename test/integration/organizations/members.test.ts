import { encodeId, newId } from '../../../src/platform';
import { countStatements } from '../../support/count-statements';
import { graphql } from '../../support/graphql';
import {
  accept,
  addMember,
  createOrganization,
  invitationLink,
  invite,
  membersOf,
  newCaller,
} from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const CHANGE = graphql(`mutation ($input: ChangeMemberInput!) { changeMember(input: $input) {
  __typename ... on Problem { message } ... on ChangeMemberPayload { member { id role } } } }`);
const REMOVE = graphql(`mutation ($input: RemoveMemberInput!) { removeMember(input: $input) {
  __typename ... on Problem { message } } }`);
const REVOKE = graphql(`mutation ($input: RevokeInvitationInput!) { revokeInvitation(input: $input) {
  __typename ... on Problem { message } } }`);
const MINE = graphql('query { viewer { organizations { id name role } } }');
const AUDIT =
  graphql(`query ($id: ID!, $first: Int, $after: String) { organization(id: $id) { audit(first: $first, after: $after) {
  nodes { id at action subject actorRole actorId before after requestId } pageInfo { hasNextPage endCursor } } } }`);

const change = async (memberId: string, role: 'OWNER' | 'MANAGER' | 'FIGURES', token: string) =>
  (await testApp.ask(CHANGE, { input: { memberId, role } }, token)).changeMember;
const remove = async (memberId: string, token: string) =>
  (await testApp.ask(REMOVE, { input: { memberId } }, token)).removeMember;
const codeOf = async (asked: Promise<{ body: { errors?: readonly { extensions?: { code?: unknown } }[] } }>) =>
  (await asked).body.errors?.[0]?.extensions?.code;

it('who creates an organization owns it, sees it and its members, and nobody else sees that there is one', async () => {
  const { id, owner } = await createOrganization(testApp, 'Theater am Fluss');
  expect(await membersOf(testApp, id, owner.token)).toEqual({
    name: 'Theater am Fluss',
    role: 'OWNER',
    members: { nodes: [{ id: owner.memberId, email: null, role: 'OWNER', isViewer: true }] },
  });
  expect((await testApp.ask(MINE, {}, owner.token)).viewer?.organizations).toEqual([
    { id, name: 'Theater am Fluss', role: 'OWNER' },
  ]);
  for (const token of [undefined, await testApp.token(), (await newCaller(testApp, 'organizer')).token]) {
    const { body } = await testApp.graphql<{ organization: unknown; node: unknown }>(
      'query ($id: ID!) { organization(id: $id) { name } node(id: $id) { id } }',
      { id },
      token,
    );
    expect(body).toMatchObject({ data: { organization: null, node: null } });
    expect(body.errors).toBeUndefined();
  }
  const admin = await testApp.token({ roles: ['admin'] });
  expect((await membersOf(testApp, id, admin))?.members?.nodes).toHaveLength(1);
});

it('a link to pass on lets one person join, with the role that it has, once', async () => {
  const organization = await createOrganization(testApp);
  const secret = await invitationLink(testApp, organization.id, 'FIGURES', organization.owner.token);
  const people = await Promise.all(Array.from({ length: 20 }, () => newCaller(testApp)));
  const answers = await Promise.all(people.map(({ token }) => accept(testApp, { secret }, token)));
  expect(answers.filter(({ __typename }) => __typename === 'AcceptInvitationPayload')).toHaveLength(1);
  expect(answers.filter(({ __typename }) => __typename === 'InvitationInvalid')).toHaveLength(19);
  const members = (await membersOf(testApp, organization.id, organization.owner.token))?.members?.nodes;
  expect(members?.map(({ role }) => role)).toEqual(['OWNER', 'FIGURES']);
});

it('an invitation that was revoked, is too old or was changed lets nobody in', async () => {
  const { id, owner } = await createOrganization(testApp);
  const invited = await invite(testApp, { organizationId: id, role: 'MANAGER' }, owner.token);
  if (invited.__typename !== 'InviteMemberPayload') throw new Error(invited.__typename);
  const secret = invited.link?.split('#')[1] ?? '';
  const { token } = await newCaller(testApp);
  const other = `${secret[0] === 'A' ? 'B' : 'A'}${secret.slice(1)}`;
  for (const wrong of [other, secret.slice(1), `${secret}A`, '']) {
    expect(await accept(testApp, { secret: wrong }, token)).toMatchObject({ __typename: 'InvitationInvalid' });
  }
  const revoke = () => testApp.ask(REVOKE, { input: { invitationId: invited.invitation.id } }, owner.token);
  expect((await revoke()).revokeInvitation.__typename).toBe('RevokeInvitationPayload');
  expect((await revoke()).revokeInvitation.__typename).toBe('InvitationInvalid');
  expect(await accept(testApp, { secret }, token)).toMatchObject({ message: 'This invitation was revoked.' });
  const old = await invitationLink(testApp, id, 'MANAGER', owner.token);
  testApp.clock.advanceSeconds(7 * 86_400);
  expect(await accept(testApp, { secret: old }, (await newCaller(testApp)).token)).toMatchObject({
    message: 'This invitation is too old. Ask for a new one.',
  });
});

it('whoever is a member already does not use an invitation up', async () => {
  const organization = await createOrganization(testApp);
  const secret = await invitationLink(testApp, organization.id, 'SCANNER', organization.owner.token);
  expect(await accept(testApp, { secret }, organization.owner.token)).toMatchObject({ __typename: 'AlreadyMember' });
  expect(await accept(testApp, { secret }, (await newCaller(testApp)).token)).toMatchObject({
    __typename: 'AcceptInvitationPayload',
    session: null,
  });
});

it('the last owner stays, also of two who remove each other at once', async () => {
  const organization = await createOrganization(testApp);
  const { owner } = organization;
  expect(await remove(owner.memberId, owner.token)).toMatchObject({ __typename: 'LastOwner' });
  expect(await change(owner.memberId, 'MANAGER', owner.token)).toMatchObject({ __typename: 'LastOwner' });
  for (let round = 0; round < 5; round += 1) {
    const team = await createOrganization(testApp);
    const second = await addMember(testApp, team, 'OWNER');
    await Promise.all([
      testApp.graphql(REMOVE, { input: { memberId: second.memberId } }, team.owner.token),
      testApp.graphql(REMOVE, { input: { memberId: team.owner.memberId } }, second.token),
    ]);
    const admin = await testApp.token({ roles: ['admin'] });
    const left = (await membersOf(testApp, team.id, admin))?.members?.nodes;
    expect(left?.map(({ role }) => role)).toEqual(['OWNER']);
  }
});

it('an owner who is removed leaves no invitation by which to come back', async () => {
  const organization = await createOrganization(testApp);
  const second = await addMember(testApp, organization, 'OWNER');
  const secret = await invitationLink(testApp, organization.id, 'OWNER', second.token);
  expect(await remove(second.memberId, organization.owner.token)).toMatchObject({ __typename: 'RemoveMemberPayload' });
  expect(await accept(testApp, { secret }, second.token)).toMatchObject({ __typename: 'InvitationInvalid' });
});

it('only owners change members; everybody may leave', async () => {
  const organization = await createOrganization(testApp);
  const manager = await addMember(testApp, organization, 'MANAGER');
  const scanner = await addMember(testApp, organization, 'SCANNER');
  const input = { memberId: scanner.memberId, role: 'OWNER' as const };
  expect(await codeOf(testApp.graphql(CHANGE, { input }, manager.token))).toBe('FORBIDDEN');
  expect(await codeOf(testApp.graphql(CHANGE, { input }, scanner.token))).toBe('FORBIDDEN');
  const stranger = await createOrganization(testApp);
  expect(await codeOf(testApp.graphql(CHANGE, { input }, stranger.owner.token))).toBe('BAD_USER_INPUT');
  expect((await membersOf(testApp, organization.id, scanner.token))?.members).toBeNull();
  expect((await membersOf(testApp, organization.id, manager.token))?.members?.nodes).toHaveLength(3);
  expect(await remove(scanner.memberId, scanner.token)).toMatchObject({ __typename: 'RemoveMemberPayload' });
  expect((await testApp.ask(MINE, {}, scanner.token)).viewer?.organizations).toEqual([]);
  expect(await change(manager.memberId, 'FIGURES', organization.owner.token)).toMatchObject({
    member: { id: manager.memberId, role: 'FIGURES' },
  });
});

it('each change is audited once, with who, what, before and after; the audit is never changed', async () => {
  const organization = await createOrganization(testApp, 'Kleine Bühne');
  const { id, owner } = organization;
  const manager = await addMember(testApp, organization, 'MANAGER');
  await change(manager.memberId, 'FIGURES', owner.token);
  await change(manager.memberId, 'FIGURES', owner.token);
  const { audit } = (await testApp.ask(AUDIT, { id, first: 50 }, owner.token)).organization ?? {};
  expect(audit?.nodes.map(({ action }) => action)).toEqual([
    'changeMember',
    'acceptInvitation',
    'inviteMember',
    'createOrganization',
  ]);
  expect(audit?.nodes[0]).toMatchObject({
    subject: manager.memberId,
    actorRole: 'OWNER',
    actorId: encodeId('viewer', owner.callerId),
    before: '{"role":"MANAGER"}',
    after: '{"role":"FIGURES"}',
    requestId: expect.stringMatching(/./),
  });
  const first = (await testApp.ask(AUDIT, { id, first: 3 }, owner.token)).organization?.audit;
  const rest = (await testApp.ask(AUDIT, { id, first: 3, after: first?.pageInfo.endCursor ?? '' }, owner.token))
    .organization?.audit;
  expect([...(first?.nodes ?? []), ...(rest?.nodes ?? [])]).toEqual(audit?.nodes);
  await expect(testApp.database.dataSource.query('delete from organizer_audit')).rejects.toThrow('never changed');
  await expect(testApp.database.dataSource.query(`update organizer_audit set action = ''`)).rejects.toThrow(
    'never changed',
  );
});

it('a buyer costs no statement, an organizer one for each request', async () => {
  const ofBuyer = await countStatements(testApp, async () => {
    const token = await testApp.token();
    await testApp.ask(MINE, {}, token);
    await membersOf(testApp, encodeId('organization', newId()), token);
  });
  expect(ofBuyer).toEqual([]);
  const { id, owner } = await createOrganization(testApp);
  const ofOwner = await countStatements(testApp, () => membersOf(testApp, id, owner.token));
  expect(ofOwner).toEqual(['organizations_read_memberships', 'organizations_read', 'organizations_list_members']);
});
