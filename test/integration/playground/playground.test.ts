import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { playgroundRoutes } from '../../../src/playground/playground.route';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

let dir: string;
let http: FastifyInstance;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'frontrow-playground-'));
  http = fastify();
});
afterEach(async () => {
  await http.close();
  rmSync(dir, { recursive: true });
});

function makePage(): void {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<script src="/playground/main-ABC.js" nonce="{nonce}"></script>');
  writeFileSync(join(dir, 'assets/main-ABC.js'), 'plain');
  writeFileSync(join(dir, 'assets/main-ABC.js.br'), 'brotli');
}

function open(): void {
  playgroundRoutes(http, { path: '/graphql', assetsDir: dir });
  http.route({ method: ['GET', 'POST'], url: '/graphql', handler: async () => ({ data: null }) });
}

it('a browser gets the page, everybody else the API', async () => {
  makePage();
  open();
  const kindFor = async (accept?: string) => {
    const { headers } = await http.inject({ url: '/graphql', headers: accept === undefined ? {} : { accept } });
    return headers['content-type'];
  };
  expect(await kindFor(browser)).toBe('text/html; charset=utf-8');
  for (const accept of [
    undefined,
    '*/*',
    'application/json',
    'application/graphql-response+json, application/json;q=0.9',
    'application/json, text/html;q=0.5',
  ]) {
    expect([accept, await kindFor(accept)]).toEqual([accept, 'application/json; charset=utf-8']);
  }
  const posted = await http.inject({ method: 'POST', url: '/graphql', headers: { accept: browser }, payload: {} });
  expect(posted.json()).toEqual({ data: null });
});

it('the page lets in scripts of this host alone, and style elements by a nonce that is new each time', async () => {
  makePage();
  open();
  const visit = async () => {
    const { headers, body } = await http.inject({ url: '/graphql', headers: { accept: browser } });
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    return { headers, body, policy, nonce };
  };
  const first = await visit();
  const second = await visit();
  expect(first.policy.split('; ')).toEqual(
    expect.arrayContaining([`default-src 'none'`, `script-src 'self'`, `connect-src 'self'`, `frame-ancestors 'none'`]),
  );
  expect(first.body).toContain(`nonce="${first.nonce}"`);
  expect(first.nonce.length).toBeGreaterThanOrEqual(22);
  expect(first.nonce).not.toBe(second.nonce);
  expect(first.headers).toMatchObject({
    'cache-control': 'no-store',
    vary: 'accept',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
});

it('files are kept for ever by browsers, and sent compressed', async () => {
  makePage();
  open();
  const url = '/playground/main-ABC.js';
  const { headers, body } = await http.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
  expect(body).toBe('brotli');
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  });
  expect((await http.inject({ url })).body).toBe('plain');
  expect((await http.inject({ url: '/playground/..%2findex.html' })).statusCode).not.toBe(200);
});

it('where the page was not built, a browser reads how to build it, and the API is there', async () => {
  open();
  const { statusCode, body } = await http.inject({ url: '/graphql', headers: { accept: browser } });
  expect(statusCode).toBe(404);
  expect(body).toContain('npm run build');
  expect((await http.inject({ url: '/graphql' })).json()).toEqual({ data: null });
});
