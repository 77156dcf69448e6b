import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import type { ClientPayments } from '../../../src/payments';
import { siteRoutes } from '../../../src/site';

const local: ClientPayments = { kind: 'local', bankPageUrl: 'http://127.0.0.1:1/local/authentication/' };

let dir: string;
let http: FastifyInstance;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'frontrow-site-'));
  http = fastify();
});
afterEach(async () => {
  await http.close();
  rmSync(dir, { recursive: true });
});

function makeSite(): void {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<script src="/assets/main-ABC.js"></script>');
  writeFileSync(join(dir, 'assets/main-ABC.js'), 'plain');
  writeFileSync(join(dir, 'assets/main-ABC.js.br'), 'brotli');
}

it('answers each of its addresses with the page, and others not', async () => {
  makeSite();
  siteRoutes(http, { dir, payments: local });
  for (const url of [
    '/',
    '/events/event_1',
    '/shows/show_1',
    '/shows/show_1/queue',
    '/holds/1',
    '/orders',
    '/orders/1',
    '/orders/1/tickets',
    '/door',
    '/organizer',
    '/organizer/shows/1',
    '/organizer/shows/1/orders',
    '/organizer/shows/1/refund',
  ]) {
    const { statusCode, body } = await http.inject(url);
    expect([url, statusCode, body.includes('main-ABC.js')]).toEqual([url, 200, true]);
  }
  for (const url of ['/elsewhere', '/events', '/shows/1/2', '/organizer/shows', '/assets/../index.html']) {
    expect((await http.inject(url)).statusCode).toBe(404);
  }
});

it('lets the page load from its own host alone', async () => {
  makeSite();
  siteRoutes(http, { dir, payments: local });
  const { headers } = await http.inject('/');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain(`default-src 'self'; script-src 'self'; connect-src 'self';`);
  expect(policy).not.toMatch(/https?:|unsafe|\*/);
  expect(headers['cache-control']).toBe('no-cache');
});

it('lets the door page alone run WebAssembly, and nobody pay there', async () => {
  makeSite();
  const sources = { script: ['https://js.example'], frame: ['https://frame.example'], connect: [] };
  siteRoutes(http, { dir, payments: { kind: 'stripe', publishableKey: 'pk_test_1', sources } });
  const policyAt = async (url: string) => String((await http.inject(url)).headers['content-security-policy']);
  expect(await policyAt('/door')).toContain(
    `script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-src 'none'`,
  );
  for (const url of ['/', '/orders/1/tickets', '/shows/1']) expect(await policyAt(url)).not.toContain('wasm');
});

it('serves the service worker, which the browser must compare each time', async () => {
  makeSite();
  writeFileSync(join(dir, 'offline-worker.js'), 'worker');
  siteRoutes(http, { dir, payments: local });
  const { body, headers } = await http.inject('/offline-worker.js');
  expect(body).toBe('worker');
  expect(headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': `default-src 'self'`,
  });
});

it("lets in the payment provider's library where its key for pages is configured", async () => {
  makeSite();
  const sources = {
    script: ['https://js.example'],
    frame: ['https://frame.example'],
    connect: ['https://api.example'],
  };
  siteRoutes(http, { dir, payments: { kind: 'stripe', publishableKey: 'pk_test_1', sources } });
  const policy = String((await http.inject('/')).headers['content-security-policy']);
  expect(policy).toContain(`script-src 'self' https://js.example;`);
  expect(policy).toContain('frame-src https://frame.example;');
  expect(policy).toContain(`connect-src 'self' https://api.example;`);
  expect((await http.inject('/site.json')).json()).toMatchObject({ payments: { publishableKey: 'pk_test_1' } });
});

it('serves its files compressed, to be kept for a year', async () => {
  makeSite();
  siteRoutes(http, { dir, payments: local });
  const answer = await http.inject({ url: '/assets/main-ABC.js', headers: { 'accept-encoding': 'br' } });
  expect(answer.body).toBe('brotli');
  expect(answer.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'x-content-type-options': 'nosniff',
  });
});

it('says how to build the site where it is not built', async () => {
  siteRoutes(http, { dir, payments: { kind: 'none' } });
  const answer = await http.inject('/');
  expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining('npm run build')]);
});
