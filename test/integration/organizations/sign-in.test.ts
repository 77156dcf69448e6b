import { eventually } from '../../support/eventually';
import { graphql } from '../../support/graphql';
import { mailsTo, mailTo, newAddress, quickMail } from '../../support/mail';
import { openMailServer } from '../../support/mail-server';
import {
  accept,
  createOrganization,
  invitationLink,
  invite,
  membersOf,
  newCaller,
  secretIn,
} from '../../support/organizations';
import { openTestApp } from '../../support/test-app';

const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url, PUBLIC_URL: 'https://tickets.example.com' }), quickMail);

const REQUEST = graphql('mutation ($input: RequestSignInInput!) { requestSignIn(input: $input) { linkMinutes } }');
const SIGN_IN = graphql(`mutation ($input: SignInInput!) { signIn(input: $input) {
  __typename ... on Problem { message } ... on SignInPayload { session { token expiresAt viewer { id email } } } } }`);

const request = (email: string) => testApp.ask(REQUEST, { input: { email } });
const signIn = async (secret: string) => (await testApp.ask(SIGN_IN, { input: { secret } })).signIn;
const secretOf = ({ text = '' }: { readonly text?: string | undefined }) =>
  secretIn(/https:\/\/tickets\.example\.com\/organizer\/\S+/.exec(text)?.[0] ?? '');

/** A member who joined by the mail to a new address. */
async function joinByMail() {
  const organization = await createOrganization(testApp);
  const email = newAddress('grace');
  const invited = await invite(
    testApp,
    { organizationId: organization.id, role: 'BOX_OFFICE', email },
    organization.owner.token,
  );
  const secret = secretOf(await mailTo(mailServer, email));
  return { organization, email, invited, secret, accepted: await accept(testApp, { secret }) };
}

it('somebody new joins by the mail that invites them, and gets a session', async () => {
  const { organization, email, invited, secret, accepted } = await joinByMail();
  // Only the mail has it.
  expect(invited).toMatchObject({ __typename: 'InviteMemberPayload', link: null, invitation: { email } });
  if (accepted.__typename !== 'AcceptInvitationPayload') throw new Error(accepted.__typename);
  const token = accepted.session?.token ?? '';
  expect(await membersOf(testApp, organization.id, token)).toMatchObject({ role: 'BOX_OFFICE', members: null });
  const members = (await membersOf(testApp, organization.id, organization.owner.token))?.members?.nodes;
  expect(members?.map(({ email: of, role }) => [of, role])).toEqual([
    [null, 'OWNER'],
    [email, 'BOX_OFFICE'],
  ]);
  expect(await accept(testApp, { secret })).toMatchObject({ __typename: 'InvitationInvalid' });
});

it('a member signs in by a link in a mail, which works once and for fifteen minutes', async () => {
  const { organization, email } = await joinByMail();
  expect(await request(email.toUpperCase())).toEqual({ requestSignIn: { linkMinutes: 15 } });
  const [, mail] = await mailsTo(mailServer, email, 2);
  const secret = secretOf(mail ?? {});
  const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(secret)));
  expect(answers.filter(({ __typename }) => __typename === 'SignInPayload')).toHaveLength(1);
  const [session] = answers.flatMap((answer) => (answer.__typename === 'SignInPayload' ? [answer.session] : []));
  expect(session?.viewer.email).toBe(email);
  expect(await membersOf(testApp, organization.id, session?.token ?? '')).toMatchObject({ role: 'BOX_OFFICE' });
  testApp.clock.advanceSeconds(61);
  await request(email);
  const [, , late] = await mailsTo(mailServer, email, 3);
  testApp.clock.advanceSeconds(15 * 60);
  expect(await signIn(secretOf(late ?? {}))).toMatchObject({ __typename: 'SignInLinkInvalid' });
});

it('answers the same for an address that nobody has, and mails once a minute at most', async () => {
  const { email } = await joinByMail();
  const unknown = newAddress('nobody');
  expect(await request(unknown)).toEqual(await request(email));
  await Promise.all(Array.from({ length: 10 }, () => request(email)));
  await mailsTo(mailServer, email, 2);
  testApp.clock.advanceSeconds(61);
  await request(email);
  await mailsTo(mailServer, email, 3);
  const signIns = await testApp.database.dataSource.query(
    `select count(*)::int as count from notification where kind = 'sign_in' and lower(recipient) = lower($1)`,
    [email],
  );
  expect(signIns[0].count).toBe(2);
  expect(mailServer.mailsTo(unknown)).toHaveLength(0);
});

it('a link that was passed on sends another one to the address that is named, and proves no address by itself', async () => {
  const victim = await joinByMail();
  const { id, owner } = await createOrganization(testApp);
  const shared = await invitationLink(testApp, id, 'MANAGER', owner.token);
  const refused = await testApp.graphql(
    'mutation ($secret: String!) { acceptInvitation(input: { secret: $secret }) { __typename } }',
    { secret: shared },
  );
  expect(refused.body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  expect(await accept(testApp, { secret: shared, email: victim.email })).toMatchObject({
    __typename: 'InvitationMailed',
  });
  // With the address of another one, the link that was passed on opens nothing of theirs.
  expect(await accept(testApp, { secret: shared, email: victim.email })).toMatchObject({
    __typename: 'InvitationInvalid',
  });
  expect(await accept(testApp, { secret: shared })).toMatchObject({ __typename: 'InvitationInvalid' });
  const mailed = await mailsTo(mailServer, victim.email, 2);
  // The account exists: it joins, and its session is opened by a link of minutes.
  expect(await accept(testApp, { secret: secretOf(mailed[1] ?? {}) })).toMatchObject({
    __typename: 'AcceptInvitationPayload',
    session: null,
  });
});

it('whoever is signed in joins as who they are, also by a mail', async () => {
  const { id, owner } = await createOrganization(testApp);
  const email = newAddress('joan');
  await invite(testApp, { organizationId: id, role: 'FIGURES', email }, owner.token);
  const secret = secretOf(await mailTo(mailServer, email));
  const { token } = await newCaller(testApp, 'organizer');
  expect(await accept(testApp, { secret }, token)).toMatchObject({
    __typename: 'AcceptInvitationPayload',
    session: null,
  });
  expect(await membersOf(testApp, id, token)).toMatchObject({ role: 'FIGURES' });
});

it('an invitation in a mail speaks the language that was asked for, and names who invites', async () => {
  const { id, owner } = await createOrganization(testApp, 'Grüne\nBühne <b>');
  const email = newAddress('karl');
  await testApp.ask(
    graphql('mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }'),
    { input: { organizationId: id, role: 'OWNER', email, locale: 'de-AT' } },
    owner.token,
  );
  await eventually(() => mailServer.mailsTo(email).length === 1 || 'no mail yet');
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toBe('Einladung von Grüne Bühne <b>');
  expect(mail.text).toContain('lädt Sie ein');
});
