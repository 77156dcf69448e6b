import type { Page, Response } from 'playwright-core';
import type { OrganizationRole } from '../../src/organizations';
import { decodeId } from '../../src/platform';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite } from '../support/buyer-page';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { createOrganization, type Member, oneOfEach } from '../support/organizations';
import { buy } from '../support/purchases';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();

/** What each role finds on the pages of a show and of its organization: the tabs, and controls that only some may use. */
const expected: Readonly<Record<OrganizationRole, { tabs: readonly string[]; controls: readonly string[] }>> = {
  OWNER: {
    tabs: ['Figures', 'Live', 'Seats', 'Sale', 'Orders', 'Door', 'More dates', 'Refund'],
    controls: ['block', 'sell', 'pair', 'cancelOrder', 'webhooks', 'members', 'invite'],
  },
  MANAGER: {
    tabs: ['Figures', 'Live', 'Seats', 'Sale', 'Orders', 'Door', 'More dates', 'Refund'],
    controls: ['block', 'sell', 'pair', 'cancelOrder', 'webhooks', 'members'],
  },
  BOX_OFFICE: { tabs: ['Figures', 'Live', 'Seats', 'Orders'], controls: ['sell'] },
  FIGURES: { tabs: ['Figures', 'Live', 'Seats'], controls: [] },
  SCANNER: { tabs: ['Door'], controls: ['pair'] },
};

describeInBrowser('The pages of organizers, by role', (open) => {
  let organization: { readonly id: string; readonly owner: Member };
  let members: Map<OrganizationRole, Member>;
  let show: MadeShow;
  let orderId: string;
  let visit: Visit;
  const refused: unknown[] = [];

  beforeAll(async () => {
    organization = await createOrganization(testApp);
    members = await oneOfEach(testApp, organization);
    show = await makeShow(testApp, {
      organizerId: decodeId('organization', organization.id),
      seatMap: plainSeatMap(4, 6),
    });
    orderId = (await buy(testApp, show, [0, 1], await testApp.token())).id;
  });
  beforeEach(() => {
    refused.length = 0;
  });
  afterEach(() => visit.page.context().close());

  const note = async (response: Response) => {
    if (!response.url().endsWith('/graphql')) return;
    const text = await response.text().catch(() => '');
    if (/FORBIDDEN|UNAUTHENTICATED/.test(text)) refused.push([response.request().postData(), text]);
  };

  /** Which of the controls that need a permission are there. */
  const controlsOn = async (page: Page, found: Readonly<Record<string, string>>) => {
    const names: string[] = [];
    for (const [name, selector] of Object.entries(found)) {
      if ((await page.locator(selector).count()) > 0) names.push(name);
    }
    return names;
  };

  it.each(Object.keys(expected) as OrganizationRole[])(
    'show a member with the role %s what they may do, and nothing that is refused',
    async (role) => {
      visit = await open(`${testApp.url}/organizer/shows/${show.id}`);
      const { page } = visit;
      page.setDefaultTimeout(15_000);
      page.on('response', (response) => void note(response));
      await page.locator('#organizer-token').fill(members.get(role)?.token ?? '');
      await page.locator('.organizer-token [type=submit]').click();
      await page.locator('.organizer h1').waitFor();
      const tabs = await page.locator('.tabs a').allTextContents();
      const controls: string[] = [];
      for (const tab of tabs) {
        await page.locator('.tabs a', { hasText: tab }).click();
        await page.locator('.tabs a[aria-current]', { hasText: tab }).waitFor();
        await page.locator('.organizer h2').first().waitFor();
        if (tab === 'Door') controls.push(...(await controlsOn(page, { pair: '.door-devices [type=submit]' })));
        if (tab !== 'Seats') continue;
        await page.locator('.seat-canvas canvas').waitFor();
        await page.locator('.block-list').waitFor();
        controls.push(...(await controlsOn(page, { block: 'text=Block 0 seats', sell: 'text=Sell 0 seats' })));
      }
      if (tabs.includes('Orders')) {
        await page.goto(`${testApp.url}/organizer/shows/${show.id}/orders?order=${orderId}`);
        await page.locator('.show-order-lines').first().waitFor();
        controls.push(...(await controlsOn(page, { cancelOrder: '.show-order-cancel' })));
      } else {
        // An address that somebody else has sent.
        await page.goto(`${testApp.url}/organizer/shows/${show.id}/orders`);
        await page.getByRole('alert').waitFor();
      }
      await page.goto(`${testApp.url}/organizer/organizations/${organization.id}`);
      await page.getByText('Your role:').waitFor();
      controls.push(
        ...(await controlsOn(page, {
          webhooks: 'a[href$="/webhooks"]',
          members: '.organizer-members',
          invite: '.organizer-invite',
        })),
      );
      expect({ tabs, controls }).toEqual(expected[role]);
      expect(refused).toEqual([]);
      expect(visit.complaints).toEqual([]);
    },
    60_000,
  );
});
