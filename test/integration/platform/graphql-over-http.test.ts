import { serverAudits } from 'graphql-http';
import { openTestApp } from '../../support/test-app';

const CLEAR_4XX =
  'A request that is not run gets a 4xx whatever it accepts, so that clients, balancers and logs which know nothing of GraphQL see that it failed.';
const PREFLIGHT =
  'A GET without a header that makes browsers ask first could be sent by any page (CSRF); with one it is answered.';

/** The audits that do not hold, by their id, and why. None of them is a MUST. */
const unmet: Readonly<Record<string, string>> = {
  // SHOULD use 200 on a failure to parse, to validate, to coerce variables when accepting application/json
  '572B': CLEAR_4XX,
  FDE2: CLEAR_4XX,
  '7B9B': CLEAR_4XX,
  // MAY accept GET
  '5A70': PREFLIGHT,
  D6D5: PREFLIGHT,
  '6A70': PREFLIGHT,
};

describe('GraphQL over HTTP', () => {
  const testApp = openTestApp();
  const audits = serverAudits({ url: () => `${testApp.url}/graphql`, fetchFn: fetch });

  it.each(audits.map((audit) => ({ name: audit.name, audit })))('$name', async ({ name, audit }) => {
    const result = await audit.fn();
    const told = result.status === 'ok' ? 'ok' : result.reason;
    if (audit.id in unmet) {
      expect(name).not.toMatch(/^MUST/);
      expect(told).toBe('Response status code is not 200');
    } else expect(told).toBe('ok');
  });

  it('the audits by GET hold where a browser would have asked first', async () => {
    const preflighted: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...init?.headers, 'apollo-require-preflight': 'yes' } });
    const byGet = serverAudits({ url: `${testApp.url}/graphql`, fetchFn: preflighted }).filter(
      ({ id }) => unmet[id] === PREFLIGHT,
    );
    expect(byGet).toHaveLength(3);
    for (const audit of byGet) expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});
