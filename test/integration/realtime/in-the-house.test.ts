import { openHouse } from '../../support/house';
import { RawClient } from './raw-client';

describe('The socket of the house', () => {
  const house = openHouse();
  const open = (init: Record<string, unknown> = {}) =>
    RawClient.open(`${house.url.replace('http', 'ws')}/graphql`, init);

  it('takes the same tokens as HTTP', async () => {
    const id = '0190d9a4-6a53-7c0c-9a34-5b7c52cf6f0e';
    const client = await open({ authorization: `Bearer ${await house.token({ id })}` });
    client.subscribe('1', '{ viewer { id } }');
    const [answer] = await client.atLeast(1);
    const { viewer } = await house.ask<{ viewer: unknown }>('{ viewer { id } }', {}, await house.token({ id }));
    expect(answer?.payload).toEqual({ data: { viewer } });
  });

  it('is closed with 4403 for a wrong token', async () => {
    const client = await open({ authorization: 'Bearer wrong' });
    expect(await client.closing()).toEqual({
      code: 4403,
      reason: 'The token is not good. createGuestSession gives a new one.',
    });
  });

  it('is closed with 4440 when its token expires', async () => {
    const client = await open({ authorization: `Bearer ${await house.token({ lifeSeconds: 60 })}` });
    house.clock.advanceSeconds(61);
    expect((await client.closing()).code).toBe(4440);
  });

  it('refuses what HTTP refuses', async () => {
    const client = await open();
    const aliases = Array.from({ length: 1000 }, (_, i) => `a${i}: serverTime`).join(' ');
    client.subscribe('many', `{ ${aliases} }`);
    client.subscribe('tokens', `{ ${'serverTime '.repeat(5000)} }`);
    client.subscribe('unknown', '{ nonsense }');
    const messages = await client.atLeast(3);
    expect(messages.map(({ type, id }) => [type, id])).toEqual([
      ['error', 'many'],
      ['error', 'tokens'],
      ['error', 'unknown'],
    ]);
    client.subscribe('alive', '{ __typename }');
    expect((await client.atLeast(4))[3]?.payload).toEqual({ data: { __typename: 'Query' } });
  });
});
