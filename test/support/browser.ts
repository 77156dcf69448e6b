import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { isProgram } from './programs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const macApps = ['Chromium', 'Google Chrome'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);

/** The Chromium of this machine: `CHROMIUM_PATH`, or one that is where the system puts it. */
export function findChromium(): string | null {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macApps];
  return places.find(isProgram) ?? null;
}

/** A page, with everything that went wrong on it and every host that it turned to. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings in the console, uncaught errors, breaches of the policy, requests that failed. */
  readonly complaints: readonly string[];
  readonly hosts: ReadonlySet<string>;
}

export type OpenVisit = (url: string, options?: BrowserContextOptions) => Promise<Visit>;

/** Tests in a real browser, which are skipped only where this machine has none. `switches` are those of its command line. */
export function describeInBrowser(
  name: string,
  tests: (visit: OpenVisit) => void,
  switches: readonly string[] = [],
): void {
  const path = findChromium();
  if (path === null) {
    describe.skip(`${name} (skipped: no Chromium here; install it or set CHROMIUM_PATH)`, () => tests(neverVisited));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: path,
        args: [
          // Chromium's sandbox does not work for root and in most containers; the pages here are our own.
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
          ...switches,
        ],
      });
    });
    afterAll(() => browser.close());
    tests((url, options) => openVisit(browser, url, options));
  });
}

const neverVisited: OpenVisit = () => Promise.reject(new Error('There is no browser'));

async function openVisit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left or loaded anew gives up what it was still loading.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${reason}`);
  });
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error('Policy breached: ' + violatedDirective + ' ' + blockedURI));`,
  });
  await page.goto(url);
  return { page, complaints, hosts };
}
