import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite } from '../support/buyer-page';
import { mailsTo, mailTo, newAddress, quickMail } from '../support/mail';
import { openMailServer } from '../support/mail-server';
import { createOrganization, membersOf } from '../support/organizations';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url }), quickMail);
/** Where a mail leads, at this service. */
const pathOf = ({ text = '' }: { readonly text?: string | undefined }) =>
  /\/organizer\/[\w-]+#[\w-]+/.exec(text)?.[0] ?? '';

describeInBrowser('The pages of an organization', (open) => {
  let visit: Visit;
  afterEach(async () => {
    await visit.page.context().close();
    expect(visit.complaints).toEqual([]);
  });

  const visitAs = async (look: Parameters<typeof contextOf>[0], width: number, path: string): Promise<Page> => {
    const [before = '', hash = ''] = path.split('#');
    visit = await open(`${testApp.url}${before}?language=${look.language}#${hash}`, contextOf(look, width));
    visit.page.setDefaultTimeout(15_000);
    return visit.page;
  };

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'de', 390],
    ['light', 'fr', 390],
  ] as const) {
    it(`lead from an invitation to a member who signs in by mail: ${theme}, ${language}, ${width} px`, async () => {
      const look = { theme, language, forcedColors: 'none', textSize: '100%' } as const;
      const organization = await createOrganization(testApp, 'Theater am Fluss');
      const email = newAddress('grace');

      let page = await visitAs(look, width, `/organizer/organizations/${organization.id}`);
      await page.locator('.organizer-sign-in').waitFor();
      await expectAccessible(page, 'sign-in');
      await shoot(page, `sign-in-${width}-${language}`);
      await page.locator('#organizer-token').fill(organization.owner.token);
      await page.locator('.organizer-token [type=submit]').click();
      await page.locator('.organizer-member').first().waitFor();
      await page.locator('.organizer-invite input').fill(email);
      await page.locator('.organizer-invite select').selectOption('BOX_OFFICE');
      await page.locator('.organizer-invite [type=submit]').press('Enter');
      await page.locator('.organizer-member').nth(1).waitFor();
      await expectAccessible(page, 'organization');
      await shoot(page, `organization-${width}-${language}`);
      await page.context().close();

      page = await visitAs(look, width, pathOf(await mailTo(mailServer, email)));
      await page.locator('.organizer-sign-in [type=submit]').waitFor();
      await expectAccessible(page, 'invitation');
      await page.locator('.organizer-sign-in [type=submit]').press('Enter');
      await page.getByRole('heading', { name: 'Theater am Fluss' }).waitFor();
      await page.locator('.organizer-head .text-button').click();

      await page.goto(`${testApp.url}/organizer/sign-in?language=${language}`);
      await page.locator('.organizer-sign-in input[type=email]').fill(email);
      await page.locator('.organizer-sign-in [type=submit]').first().click();
      await page.locator('.organizer-sign-in .notice').waitFor();
      const [, mail] = await mailsTo(mailServer, email, 2);
      await page.context().close();
      page = await visitAs(look, width, pathOf(mail ?? {}));
      await page.locator('.state .button').click();
      await page.locator('.organizer-organizations a').click();
      await page.getByRole('heading', { name: 'Theater am Fluss' }).waitFor();
      // The box office sees no members.
      expect(await page.locator('.organizer-member').count()).toBe(0);
      const members = (await membersOf(testApp, organization.id, organization.owner.token))?.members?.nodes;
      expect(members?.map(({ role }) => role)).toEqual(['OWNER', 'BOX_OFFICE']);
    }, 120_000);
  }

  it('let an owner change and remove a member, and see what was changed', async () => {
    const organization = await createOrganization(testApp, 'Kleine Bühne');
    const page = await visitAs(
      { theme: 'light', language: 'en', forcedColors: 'none', textSize: '100%' },
      390,
      `/organizer/organizations/${organization.id}`,
    );
    await page.locator('#organizer-token').fill(organization.owner.token);
    await page.locator('.organizer-token [type=submit]').click();
    await page.locator('.organizer-member select').first().selectOption('MANAGER');
    await page.getByText('keeps at least one owner').waitFor();
    await page.locator('.organizer-invite [type=submit]').click();
    await page.locator('.organizer-link code').waitFor();
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page.locator('.organizer-audit li', { hasText: 'revokeInvitation' }).waitFor();
    await expectAccessible(page, 'organization');
    await shoot(page, 'organization-owner');
  }, 60_000);
});
