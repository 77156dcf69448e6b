import { getOperationAST, parse } from 'graphql';
import { documentLimits, makeContext, OperationGuard } from '../../../src/platform';
import { countStatements } from '../../support/count-statements';
import { expensiveKinds } from '../../support/expensive-documents';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { insertShow, type MadeShow, makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

let seatsLookedAt = 0;

// Counts independently of the budget, which the resolvers themselves report to.
jest.mock('../../../src/inventory/availability/seat-filter', () => {
  const actual = jest.requireActual('../../../src/inventory/availability/seat-filter');
  return {
    ...actual,
    seatFilter: (...given: unknown[]) => {
      const filter = actual.seatFilter(...given);
      return {
        next(from: number, statuses: string): number {
          const found = filter.next(from, statuses);
          seatsLookedAt += found - from + 1;
          return found;
        },
      };
    },
  };
});

const testApp = openTestApp();

const { costMax, statementsMax, answerBytesMax, comparisonsMax } = documentLimits;
/** A hundred seats that are looked at in memory are a point. */
const SEATS_LOOKED_AT_MAX = costMax * 100;
/** A field is a point, and a field of the longest names and values that a show or seat has is no longer. */
const FIELD_BYTES_MAX = 100;
const ANSWER_BYTES_MAX = answerBytesMax + costMax * FIELD_BYTES_MAX;
/** Loaders may run again in each turn of an operation. */
const STATEMENTS_MAX = statementsMax * 2;
const SEATS = 4000;
const SIZE_MAX = 1024;

let show: MadeShow;
let token: string;

beforeAll(async () => {
  show = await makeShow(testApp, { seatMap: plainSeatMap(SEATS / 100, 100), seatsPerBuyerMax: 100 });
  token = await testApp.token();
  for (let seatNo = 0; seatNo < 90; seatNo += 1) await holdFree(testApp, show, [seatNo], token);
  for (let event = 0; event < 30; event += 1) {
    await insertShow(testApp.database, { salesOpenAt: testApp.clock.now() });
  }
}, 60_000);

/** Whether the limits let it begin. */
async function isAdmitted(query: string): Promise<boolean> {
  const limits = { refusal: async () => null, costRefusal: async () => null, settleCost: async () => null };
  // The guard needs no more of the rate limits than this.
  const guard = new OperationGuard(testApp.app.schema, limits as never);
  const document = parse(query);
  const operation = getOperationAST(document, undefined);
  if (!operation) throw new Error('There is one operation');
  const { logger } = testApp.app.platform;
  const context = makeContext({ requestId: 'r', clientAddress: '192.0.2.1', logger, caller: null });
  const refusals = await guard.admit({ document, operation, variables: {} }, context);
  guard.release(context);
  return refusals.length === 0;
}

async function largest(document: (size: number) => string): Promise<string> {
  let [low, high] = [0, SIZE_MAX];
  while (high - low > 1) {
    const size = (low + high) >> 1;
    if (await isAdmitted(document(size))) low = size;
    else high = size;
  }
  return document(low);
}

const overHttp = async (query: string): Promise<string> => (await testApp.graphql(query, {}, token)).text;

function overSocket(query: string): Promise<string> {
  const client = testApp.live.open(token);
  return new Promise((resolve) => {
    let text = '';
    client.subscribe(
      { query },
      {
        next: (answer) => {
          text = JSON.stringify(answer);
        },
        error: (error) => resolve(JSON.stringify({ errors: Array.isArray(error) ? error : [String(error)] })),
        complete: () => resolve(text),
      },
    );
  });
}

const ways = { http: overHttp, socket: overSocket } as const;

describe.each(Object.entries(ways))(
  'The most expensive document of each kind that may begin, over %s',
  (_way, send) => {
    const kinds = expensiveKinds({ showIds: ['later'] }).map(({ name }) => name);

    it.each(kinds)('%s', async (name) => {
      const kind = expensiveKinds({ showIds: [show.id] }).find((each) => each.name === name);
      if (kind === undefined) throw new Error(name);
      const query = await largest(kind.document);
      seatsLookedAt = 0;
      let answer = '';
      const statements = await countStatements(testApp, async () => {
        answer = await send(query);
      });
      expect(answer).not.toContain('INTERNAL_SERVER_ERROR');
      expect(seatsLookedAt).toBeLessThanOrEqual(SEATS_LOOKED_AT_MAX);
      expect(answer.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
      expect(statements.length).toBeLessThanOrEqual(STATEMENTS_MAX);
      // One more of the same is refused, so it was the largest.
      expect(answer.length).toBeGreaterThan(0);
    });
  },
);

describe.each(Object.entries(ways))('What used to take seconds, over %s', (way, send) => {
  const names = (count: number, field: string) => Array.from({ length: count }, (_, i) => `n${i}: ${field}`).join(' ');
  const codesOf = (answer: string): unknown[] => {
    const { errors = [] } = JSON.parse(answer) as { errors?: { extensions: { code: string } }[] };
    return [...new Set(errors.map(({ extensions }) => extensions.code))];
  };
  const scanned = async (query: string) => {
    seatsLookedAt = 0;
    const answer = await send(query);
    return { answer, codes: codesOf(answer), seatsLookedAt };
  };
  const showOf = (fields: string) => `show(id: "${show.id}") { ${fields} }`;
  const rare = 'seats(first: 1, filter: { features: [STANDING, ACCESSIBLE] }) { nodes { id } }';

  it('401 features in a filter', async () => {
    const features = Array.from({ length: 401 }, (_, index) => (index % 2 ? 'AISLE' : 'ACCESSIBLE')).join(', ');
    const result = await scanned(
      `{ ${showOf(`seats(first: 1, filter: { features: [${features}] }) { nodes { id } }`)} }`,
    );
    expect(result).toMatchObject({ codes: ['BAD_USER_INPUT'], seatsLookedAt: 0 });
  });

  it('fifteen names of fifteen filters', async () => {
    for (const [parents, fields] of [
      [15, 15],
      [15, 6],
    ] as const) {
      const { codes } = await scanned(`{ ${names(parents, showOf(names(fields, rare)))} }`);
      expect(codes).toEqual([expect.stringMatching(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/)]);
      expect(seatsLookedAt).toBe(0);
    }
  });

  it('sixty root fields by fragments, with fifteen maps each', async () => {
    const parts = Array.from(
      { length: 4 },
      (_, part) =>
        `... on Query { ${Array.from({ length: 15 }, (__, i) => `p${part}x${i}: ${showOf(names(15, 'availability { statuses versions }'))}`).join(' ')} }`,
    );
    const { answer } = await scanned(`{ ${parts.join(' ')} }`);
    expect(answer).toMatch(/"GRAPHQL_(VALIDATION|PARSE)_FAILED"/);
    expect(answer.length).toBeLessThan(10_000);
  });

  it('a thousand seats of the show of each of ninety holds', async () => {
    const { answer, codes } = await scanned(
      '{ viewer { holds { show { seats(first: 1000) { nodes { id label } } } } } }',
    );
    expect(codes.length === 0 || codes.includes('BAD_USER_INPUT')).toBe(true);
    expect(codes).not.toContain('INTERNAL_SERVER_ERROR');
    expect(answer.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
    expect(seatsLookedAt).toBeLessThanOrEqual(SEATS_LOOKED_AT_MAX);
  });

  it('the same field so often that comparing its fields takes long', async () => {
    const count = Math.ceil(Math.sqrt(comparisonsMax)) + 1;
    expect((await scanned(`{ ${'viewer { id } '.repeat(count)} }`)).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('while a page of a hundred events, with all that a shop shows of their shows, is answered', async () => {
    const fields =
      'id startsAt status availableCount priceMin { amountMinor currency } priceMax { amountMinor currency } venue { name city }';
    const { codes, answer } = await scanned(
      `{ events(first: 100) { nodes { id name category performers shows { nodes { ${fields} } } } } }`,
    );
    expect([way, codes]).toEqual([way, []]);
    expect(answer).toContain('"startsAt"');
  });
});
