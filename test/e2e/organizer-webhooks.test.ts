import type { Page } from 'playwright-core';
import { decodeId } from '../../src/platform';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite } from '../support/buyer-page';
import { makeShow } from '../support/factories/shows';
import { createOrganization } from '../support/organizations';
import { buy } from '../support/purchases';
import { openTestApp } from '../support/test-app';
import { WebhookReceiver } from '../support/webhook-receiver';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp({ WEBHOOK_LOCAL_TARGETS: 'on' }, { webhooks: { lookMs: 30 } });

describeInBrowser('The page for webhooks', (open) => {
  let visit: Visit;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await WebhookReceiver.open(testApp);
  });
  afterEach(async () => {
    await visit.page.context().close();
    expect(visit.complaints).toEqual([]);
  });

  const openPage = async (path: string, token: string, language: 'en' | 'de' | 'fr', width: number): Promise<Page> => {
    const look = { theme: width < 500 ? 'dark' : 'light', language, forcedColors: 'none', textSize: '100%' } as const;
    visit = await open(`${testApp.url}${path}?language=${language}`, contextOf(look, width));
    const { page } = visit;
    page.setDefaultTimeout(15_000);
    await page.locator('#organizer-token').fill(token);
    await page.locator('.organizer-token [type=submit]').click();
    return page;
  };

  for (const [language, width] of [
    ['en', 1280],
    ['de', 390],
    ['fr', 390],
  ] as const) {
    it(`adds an endpoint, tests it, shows the answers, and ends it: ${language}, ${width} px`, async () => {
      const { id, owner } = await createOrganization(testApp);
      const show = await makeShow(testApp, { organizerId: decodeId('organization', id) });
      const page = await openPage(`/organizer/organizations/${id}`, owner.token, language, width);
      await page.locator('.organizer a[href$="/webhooks"]').click();
      // An address that cannot be one.
      await page.locator('.webhook-form input[type=url]').fill('ftp://hooks.example.com/');
      await page.locator('.webhook-form [type=submit]').click();
      await page.getByRole('alert').waitFor();
      await page.locator('.webhook-form input[type=url]').fill(receiver.url);
      await page.locator('.webhook-types input').first().check();
      await page.locator('.webhook-form [type=submit]').click();
      await page.locator('.organizer-link code', { hasText: /^whsec_/ }).waitFor();
      await expectAccessible(page, 'created');
      await shoot(page, `webhooks-${width}-${language}`);
      await page.locator('.organizer-show-row a').click();
      // The secret was shown once.
      await page.locator('.webhook-form .button-row button').first().waitFor();
      expect(await page.locator('code', { hasText: 'whsec_' }).count()).toBe(0);

      receiver.answer = (_, response) => void response.writeHead(500).end('The disk is full');
      await page.locator('.webhook-form .button-row button').first().click();
      await receiver.receives(1, 'webhook.test');
      await page.locator('.webhook-deliveries li summary').click();
      await page.locator('.webhook-deliveries pre', { hasText: 'The disk is full' }).waitFor();
      receiver.answer = undefined;
      const order = await buy(testApp, show, [0], await testApp.token());
      await receiver.receives(1, 'order.confirmed');
      expect(order.status).toBe('CONFIRMED');
      await page.reload();
      const confirmed = page.locator('.webhook-deliveries > li', { hasText: 'order.confirmed' });
      await confirmed.locator('.tag-good').waitFor();
      await confirmed.locator('button').click();
      await receiver.receives(2, 'order.confirmed');
      await page.locator('.notice').first().waitFor();
      await expectAccessible(page, 'endpoint');
      await shoot(page, `webhook-${width}-${language}`);

      const buttons = page.locator('.webhook-form').first().locator('.button-row button');
      await buttons.nth(1).click();
      await page.locator('code', { hasText: /^whsec_/ }).waitFor();
      await buttons.nth(2).click();
      await page.locator('.tag-bad').first().waitFor();
      await page.locator('.webhook-form input[type=checkbox]').check();
      await buttons.nth(3).click();
      await page.locator('.webhook-form input[type=url]').waitFor();
      await page.locator('.organizer-show-row').waitFor({ state: 'detached' });
    }, 120_000);
  }
});
