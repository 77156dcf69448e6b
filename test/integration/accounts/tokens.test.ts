import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { App } from '../../../src/app';
import { type Answer, HttpClient } from '../../support/graphql-client';
import { openTestApp } from '../../support/test-app';

const viewer = '{ viewer { id email } }';
const createGuestSession = /* GraphQL */ `
  mutation ($email: EmailAddress) {
    createGuestSession(input: { email: $email }) { token expiresAt viewer { id email } }
  }
`;
interface GuestSession {
  createGuestSession: { token: string; expiresAt: string; viewer: { id: string; email: string | null } };
}

const keyId = (jwk: JWK, kid: string): JWK => ({ ...jwk, kid, use: 'sig' });

describe('Guest sessions', () => {
  const testApp = openTestApp();
  const refused = async (token: string) => {
    const answer = await testApp.graphql(viewer, {}, token);
    expect(answer.body).not.toHaveProperty('data');
    return [answer.status, answer.body.errors?.[0]?.extensions?.code, answer.body.errors?.[0]?.message];
  };
  const notGood = [401, 'UNAUTHENTICATED', 'The token is not valid. Get a new one from createGuestSession.'];
  const claims = (): JWTPayload => ({ sub: '0190d9a4-6a53-7c0c-9a34-5b7c52cf6f0e', roles: ['admin'] });
  const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array, alg: string, kid?: string) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
      .setIssuer('frontrow')
      .setAudience('frontrow')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);

  it('name a new buyer each, with the instant at which they end', async () => {
    const { createGuestSession: one } = await testApp.ask<GuestSession>(createGuestSession, {
      email: 'ada@example.com',
    });
    const { createGuestSession: other } = await testApp.ask<GuestSession>(createGuestSession);
    expect(one.viewer).toEqual({ id: expect.stringMatching(/^viewer_/), email: 'ada@example.com' });
    expect(other.viewer.email).toBeNull();
    expect(other.viewer.id).not.toBe(one.viewer.id);
    expect(await testApp.ask(viewer, {}, one.token)).toEqual({ viewer: one.viewer });
    const hours = (Date.parse(one.expiresAt) - testApp.clock.now().getTime()) / 3_600_000;
    expect(hours).toBeCloseTo(720, 1);
  });

  it('are not needed: without a token nobody is the viewer', async () => {
    expect(await testApp.ask(viewer)).toEqual({ viewer: null });
  });

  it('are nodes to themselves alone', async () => {
    const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    const { createGuestSession: one } = await testApp.ask<GuestSession>(createGuestSession);
    expect(await testApp.ask(node, { id: one.viewer.id }, one.token)).toEqual({
      node: { __typename: 'Viewer', id: one.viewer.id },
    });
    expect(await testApp.ask(node, { id: one.viewer.id }, await testApp.token())).toEqual({ node: null });
    expect(await testApp.ask(node, { id: one.viewer.id })).toEqual({ node: null });
  });

  it('end', async () => {
    const token = await testApp.token({ lifeSeconds: 60 });
    expect(await testApp.ask(viewer, {}, token)).toMatchObject({ viewer: { email: null } });
    testApp.clock.advanceSeconds(61);
    expect(await refused(token)).toEqual([
      401,
      'UNAUTHENTICATED',
      'The token has expired. Get a new one from createGuestSession.',
    ]);
  });

  it('that have expired or are not good still get a new session, and nothing else', async () => {
    const expired = await testApp.token({ lifeSeconds: 60 });
    testApp.clock.advanceSeconds(61);
    for (const token of [expired, 'a.b.c']) {
      const { createGuestSession: renewed } = await testApp.ask<GuestSession>(createGuestSession, {}, token);
      expect(await testApp.ask(viewer, {}, renewed.token)).toEqual({ viewer: renewed.viewer });
      for (const query of [
        'mutation { createGuestSession(input: {}) { token } releaseHold(holdId: "x") { __typename } }',
        '{ viewer { id } } # createGuestSession',
        'mutation { ...f } fragment f on Mutation { createGuestSession(input: {}) { token } leaveQueue(input: {showId: "x"}) { left } }',
        'mutation { __typename } # createGuestSession',
        'mutation A { createGuestSession(input: {}) { token } } query B { viewer { id } }',
      ]) {
        expect((await testApp.graphql(query, {}, token)).status).toBe(401);
      }
      // As clients write it: what would be executed is a session and nothing else.
      const session = '{ createGuestSession(input: {}) { token } }';
      for (const [query, operationName] of [
        ['mutation { ...f } fragment f on Mutation { createGuestSession(input: {}) { token } }', undefined],
        [
          `mutation { __typename createGuestSession(input: {}) { ...s } } fragment s on CreateGuestSessionPayload { token }`,
          undefined,
        ],
        [`query A { viewer { id } } mutation B ${session}`, 'B'],
        [`mutation { ... on Mutation ${session} }`, undefined],
      ]) {
        const headers = { authorization: `Bearer ${token}` };
        const { status, text } = await testApp.http.send('/graphql', { headers, body: { query, operationName } });
        expect([status, text]).toEqual([200, expect.stringContaining('"token":"')]);
      }
      const both = { query: `query A { viewer { id } } mutation B ${session}`, operationName: 'A' };
      const headers = { authorization: `Bearer ${token}` };
      expect((await testApp.http.send('/graphql', { headers, body: both })).status).toBe(401);
    }
  });

  it('take an address of at most 254 characters, with an international domain too', async () => {
    const email = 'ada@bücher.example';
    const { createGuestSession: session } = await testApp.ask<GuestSession>(createGuestSession, { email });
    expect(session.viewer.email).toBe(email);
    for (const long of [`${'a'.repeat(64)}@${'b.'.repeat(95)}example`, `${'a@a.'.repeat(62_500)}com`]) {
      const { body } = await testApp.graphql(createGuestSession, { email: long });
      expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    }
  });

  it('are refused where the header is no bearer token', async () => {
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'token', `Bearer ${'x'.repeat(9000)}`]) {
      const answer = await testApp.http.send('/graphql', { body: { query: viewer }, headers: { authorization } });
      expect([answer.status, answer.body.errors?.[0]?.extensions?.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('are refused where they were not signed by us', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const { keys } = JSON.parse((await testApp.http.send('/.well-known/jwks.json')).text);
    const [published] = keys;
    expect(await refused(await sign(claims(), privateKey, 'EdDSA', published.kid))).toEqual(notGood);
    // The classic: the public key, which everyone knows, as the secret of a symmetric algorithm.
    expect(await refused(await sign(claims(), Buffer.from(published.x, 'base64url'), 'HS256', published.kid))).toEqual(
      notGood,
    );
    expect(await refused(await sign(claims(), randomBytes(32), 'HS256'))).toEqual(notGood);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const unsigned = { ...claims(), iss: 'frontrow', aud: 'frontrow', exp: 4_102_444_800 };
    expect(await refused(`${encode({ alg: 'none' })}.${encode(unsigned)}.`)).toEqual(notGood);
  });

  it('are refused where something was changed in them', async () => {
    const [header, payload = '', signature] = (await testApp.token()).split('.');
    const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), roles: ['admin'] };
    const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    expect(await refused(forged)).toEqual(notGood);
  });

  it('are refused over and over, without a word in the log', async () => {
    for (let i = 0; i < 50; i += 1) expect(await refused(`a.${i}.c`)).toEqual(notGood);
    expect(testApp.log.filter(({ level }) => level >= 40)).toEqual([]);
  });

  it('can be checked by others with the published keys, which hold no secret', async () => {
    const answer = await testApp.http.send('/.well-known/jwks.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    const { keys } = JSON.parse(answer.text);
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
    ]);
  });

  it('of one process are good in all processes of one database, whose first start made the key', async () => {
    const another = await testApp.openAnother();
    const elsewhere = new HttpClient(() => another.url);
    const token = await testApp.token({ email: 'ada@example.com' });
    expect(await elsewhere.graphql(viewer, {}, token)).toMatchObject({
      status: 200,
      body: { data: { viewer: { email: 'ada@example.com' } } },
    });
    const back = await elsewhere.graphql<GuestSession>(createGuestSession);
    elsewhere.close();
    expect(await testApp.ask(viewer, {}, back.body.data?.createGuestSession.token)).toMatchObject({
      viewer: { id: back.body.data?.createGuestSession.viewer.id },
    });
  });

  it('may be signed with a key from the configuration', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = keyId(await exportJWK(privateKey), 'of-the-operator');
    const another = await testApp.openAnother({ TOKEN_PRIVATE_KEY: JSON.stringify(jwk) });
    const elsewhere = new HttpClient(() => another.url);
    const { body } = await elsewhere.graphql<GuestSession>(createGuestSession);
    const published = await elsewhere.send('/.well-known/jwks.json');
    elsewhere.close();
    expect(published.text).toContain('of-the-operator');
    expect(published.text).not.toContain(jwk.d);
    expect(await refused(body.data?.createGuestSession.token ?? '')).toEqual(notGood);
  });
});

describe('Tokens of an outside identity provider', () => {
  const testApp = openTestApp();
  const issuer = 'https://login.example.com/';
  const audience = 'frontrow-api';
  let provider: Awaited<ReturnType<typeof openProvider>>;
  let app: App;
  let http: HttpClient;

  beforeAll(async () => {
    provider = await openProvider();
    testApp.closing(provider.close);
    app = await testApp.openAnother({
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: audience,
      OIDC_JWKS_URL: provider.url,
      OIDC_ROLES_CLAIM: 'https://example.com/roles',
    });
    http = new HttpClient(() => app.url);
    testApp.closing(async () => http.close());
  });

  const sign = (given: JWTPayload = {}, key = provider.key, kid = 'current') =>
    new SignJWT({ sub: 'auth0|ada', iss: issuer, aud: audience, email: 'ada@example.com', ...given })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuedAt()
      .setExpirationTime(given.exp ?? '1h')
      .sign(key);
  const ask = async (
    token: string,
    query = viewer,
  ): Promise<Answer<{ viewer: { id: string; email: string } | null }>> => http.graphql(query, {}, token);
  const codeOf = ({ status, body }: Answer) => [status, body.errors?.[0]?.extensions?.code];

  it('name the same viewer for the same subject', async () => {
    const first = await ask(await sign());
    expect(first.body).toMatchObject({
      data: { viewer: { id: expect.stringMatching(/^viewer_/), email: 'ada@example.com' } },
    });
    expect(first.body.errors).toBeUndefined();
    expect((await ask(await sign({ iat: 1 }))).body.data).toEqual(first.body.data);
    const other = await ask(await sign({ sub: 'auth0|grace' }));
    expect(other.body.data?.viewer?.id).not.toBe(first.body.data?.viewer?.id);
  });

  it('bring roles by the configured claim; without any they are buyers', async () => {
    const roles = async (token: string) => [
      ...((await app.modules.accounts.tokens.authenticate(`Bearer ${token}`))?.roles ?? []),
    ];
    expect(await roles(await sign({ 'https://example.com/roles': ['organizer', 'janitor'] }))).toEqual(['organizer']);
    expect(await roles(await sign({ roles: ['admin'] }))).toEqual(['buyer']);
  });

  it('stand beside guest sessions', async () => {
    expect(codeOf(await ask(await testApp.token()))).toEqual([200, undefined]);
  });

  it('are refused for another audience, by another issuer, without a subject or an end, or too late', async () => {
    for (const wrong of [{ aud: 'other' }, { iss: 'https://evil.example/' }, { sub: '' }, { exp: 1 }]) {
      expect([wrong, ...codeOf(await ask(await sign(wrong)))]).toEqual([wrong, 401, 'UNAUTHENTICATED']);
    }
    const endless = await new SignJWT({ sub: 'a', iss: issuer, aud: audience })
      .setProtectedHeader({ alg: 'RS256', kid: 'current' })
      .sign(provider.key);
    expect(codeOf(await ask(endless))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('are refused with another key, a shared secret or none', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expect(codeOf(await ask(await sign({}, privateKey)))).toEqual([401, 'UNAUTHENTICATED']);
    expect(codeOf(await ask(await sign({}, provider.key, 'unknown')))).toEqual([401, 'UNAUTHENTICATED']);
    const claims = { sub: 'a', iss: issuer, aud: audience, exp: 4_102_444_800 };
    const secret = Buffer.from(JSON.stringify(provider.jwk));
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'current' }).sign(secret);
    expect(codeOf(await ask(shared))).toEqual([401, 'UNAUTHENTICATED']);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    expect(codeOf(await ask(`${encode({ alg: 'none' })}.${encode(claims)}.`))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('are no fault of theirs where the provider is away', async () => {
    const away = await testApp.openAnother({
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: audience,
      // Nobody listens on the port of TCP's own multiplexer.
      OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
    });
    const lonely = new HttpClient(() => away.url);
    expect(codeOf(await lonely.graphql(viewer, {}, await sign()))).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(codeOf(await lonely.graphql(viewer, {}, await testApp.token()))).toEqual([200, undefined]);
    lonely.close();
    expect(testApp.log.map(({ msg }) => msg)).toContain('The keys of the identity provider could not be read');
  });
});

/** Publishes one key, as an identity provider does. */
async function openProvider() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = keyId(await exportJWK(publicKey), 'current');
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').setHeader('connection', 'close');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    key: privateKey,
    jwk,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
