import { mayRunShow } from '../../../src/catalog';
import { showPermissions } from '../../../src/organizations';
import { type Caller, decodeId, makeContext, newId, type RequestContext } from '../../../src/platform';
import { Organizer } from '../../support/factories/organizer';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const organizer = new Organizer(testApp);

const caller = (id: string, ...roles: string[]): Caller => ({
  id,
  roles: new Set(roles),
  email: null,
  expiresAt: new Date(8e15),
});
const request = (who: Caller | null): RequestContext =>
  makeContext({
    requestId: newId(),
    clientAddress: '127.0.0.1',
    logger: testApp.app.platform.logger,
    caller: who,
  });

describe('who may run a show', () => {
  const organizerId = newId();
  it.each<[string, Caller | null, string | null, boolean]>([
    ['nobody', null, organizerId, false],
    ['its organizer', caller(organizerId, 'organizer'), organizerId, true],
    ['its organizer, who lost the role', caller(organizerId, 'buyer'), organizerId, false],
    ['another organizer', caller(newId(), 'organizer'), organizerId, false],
    ['an organizer, of a show of the app itself', caller(organizerId, 'organizer'), null, false],
    ['a scanner', caller(newId(), 'scanner'), organizerId, false],
    ['an admin', caller(newId(), 'admin'), organizerId, true],
    ['an admin, of a show of the app itself', caller(newId(), 'admin'), null, true],
  ])('%s', async (_who, who, ofOrganizer, may) => {
    expect(await mayRunShow(who, { organizerId: ofOrganizer })).toBe(may);
  });

  const organizationId = newId();
  const member = (role: string | null): Caller => ({
    ...caller(newId()),
    roleIn: async (id) => (id === organizationId ? role : null),
  });
  it.each<[string | null, ...boolean[]]>([
    ['OWNER', true, true, true, true],
    ['MANAGER', true, true, true, true],
    ['BOX_OFFICE', false, true, true, false],
    ['FIGURES', false, false, true, false],
    ['SCANNER', false, false, false, true],
    ['JANITOR', false, false, false, false],
    [null, false, false, false, false],
  ])('a member with the role %s', async (role, ...may) => {
    const asked = (organizer: string | null) =>
      Promise.all(
        showPermissions.map((permission) => mayRunShow(member(role), { organizerId: organizer }, permission)),
      );
    expect(await asked(organizationId)).toEqual(may);
    expect(await asked(newId())).toEqual([false, false, false, false]);
    expect(await asked(null)).toEqual([false, false, false, false]);
  });
});

describe('requireShowOrganizer', () => {
  let showId: string;
  let ownerId: string;
  beforeAll(async () => {
    showId = decodeId('show', await organizer.show(await organizer.event(), await organizer.venue())) ?? '';
    ownerId = (await testApp.app.modules.catalog.saleTermsOf(showId))?.organizerId ?? '';
  });
  const ask = (who: Caller | null, id: string | null = showId) =>
    testApp.app.modules.catalog.requireShowOrganizer(request(who), id);

  it('gives its organizer and an admin the terms of the show', async () => {
    expect(await ask(caller(ownerId, 'organizer'))).toMatchObject({ showId });
    expect(await ask(caller(newId(), 'admin'))).toMatchObject({ showId });
  });

  it('refuses everybody else with one code and one sentence', async () => {
    const refusal = { message: 'You are not an organizer of this show.', extensions: { code: 'FORBIDDEN' } };
    await expect(ask(caller(newId(), 'organizer'))).rejects.toMatchObject(refusal);
    await expect(ask(caller(ownerId, 'buyer'))).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    await expect(ask(null)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('names an unknown show as such', async () => {
    for (const id of [null, newId()]) {
      await expect(ask(caller(newId(), 'admin'), id)).rejects.toMatchObject({
        message: 'There is no such show.',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });
});
