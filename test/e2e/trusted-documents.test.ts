import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { makeShow } from '../support/factories/shows';
import { openTestApp } from '../support/test-app';

buildSite();
const manifest = join(__dirname, '../../dist/site/trusted-documents.json');
const testApp = openTestApp({ TRUSTED_DOCUMENTS: manifest });
const ids = new Set(Object.keys(JSON.parse(readFileSync(manifest, 'utf8'))));

describeInBrowser('The site, where the API executes its documents alone', (open) => {
  let visit: Visit;
  afterEach(() => visit.page.context().close());

  it('a buyer finds a show, holds seats on the live map and pays, and only ids are sent', async () => {
    const show = await makeShow(testApp);
    visit = await open(`${testApp.url}/`, withMapFlag(testApp.url));
    const { page, complaints } = visit;
    const asked: string[] = [];
    const sent: string[] = [];
    page.on('request', (request) => {
      const body = request.postData();
      if (request.url().endsWith('/graphql') && body !== null) asked.push(body);
    });
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
    await page.goto(`${testApp.url}/shows/${show.id}`);
    const buyer = new BuyerPage(page);
    await buyer.reserveBest();
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();

    expect(asked.length).toBeGreaterThan(4);
    for (const body of asked) {
      const { query, documentId } = JSON.parse(body);
      expect(query).toBeUndefined();
      expect(ids).toContain(documentId.replace('sha256:', ''));
    }
    const subscriptions = sent.map((frame) => JSON.parse(frame)).filter(({ type }) => type === 'subscribe');
    expect(subscriptions.length).toBeGreaterThan(0);
    for (const { payload } of subscriptions) {
      expect(payload.query).toBe('');
      expect(ids).toContain(payload.extensions.persistedQuery.sha256Hash);
    }
    expect(complaints).toEqual([]);
  });
});

describeInBrowser('A page that was kept from when the API took ids', (open) => {
  const plain = openTestApp();
  let visit: Visit;
  afterEach(() => visit.page.context().close());

  it('sends texts again', async () => {
    const show = await makeShow(plain);
    visit = await open('about:blank', withMapFlag(plain.url));
    const { page } = visit;
    await page.route(`${plain.url}/shows/*`, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('content="texts"', 'content="ids"');
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${plain.url}/shows/${show.id}`);
    const buyer = new BuyerPage(page);
    await buyer.reserveBest();
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
  });
});
