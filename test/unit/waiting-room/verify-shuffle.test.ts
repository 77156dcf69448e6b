import { commitmentOf, drawLots } from '../../../src/waiting-room/draw/shuffle';
import { type VerifyShuffleOptions, verifyShuffle } from '../../../src/waiting-room/draw/verify-shuffle';

const seed = '0f'.repeat(32);
const offline = { seed, tickets: '50' };

describe('verify-shuffle', () => {
  it('reports the place of a ticket, and that the commitment was kept', async () => {
    const { placeOfNumber } = await drawLots(seed, 50);
    const { kind, lines } = await verifyShuffle({ ...offline, commitment: commitmentOf(seed), ticket: '7' });
    expect(kind).toBe('Kept');
    expect(lines.join('\n')).toContain(': kept');
    expect(lines.at(-1)).toBe(`ticket 7 drew place ${placeOfNumber[6]} of 50`);
  });

  it('accepts a commitment in upper case, as some tools write hashes', async () => {
    const { kind } = await verifyShuffle({ ...offline, commitment: commitmentOf(seed).toUpperCase() });
    expect(kind).toBe('Kept');
  });

  it('says so if nobody joined before the opening', async () => {
    const { lines } = await verifyShuffle({ seed, tickets: '0' });
    expect(lines.at(-1)).toBe('nobody joined before the opening');
  });

  it('reports a commitment that was broken', async () => {
    const { kind, lines } = await verifyShuffle({ ...offline, commitment: commitmentOf('ab'.repeat(32)) });
    expect(kind).toBe('Broken');
    expect(lines.join('\n')).toContain('BROKEN');
  });

  it('lists the first places, and explains tickets taken after the opening', async () => {
    const { numberAtPlace } = await drawLots(seed, 50);
    const listed = await verifyShuffle(offline);
    expect(listed.lines.at(-1)).toContain([...numberAtPlace.subarray(0, 10)].join(', '));
    const late = await verifyShuffle({ ...offline, ticket: '51' });
    expect(late.lines.at(-1)).toContain('after the opening: its place is 51');
  });

  it.each<[VerifyShuffleOptions, string]>([
    [{}, 'Give either --show, or both --seed and --tickets.'],
    [{ seed: 'abc', tickets: '5' }, 'A seed has 64 hexadecimal digits'],
    [{ seed, tickets: 'many' }, '--tickets is a whole number'],
    [{ seed, tickets: '-1' }, '--tickets is a whole number'],
    [{ ...offline, ticket: 'mine' }, '--ticket is a whole number'],
    [{ ...offline, ticket: '0' }, '--ticket is a whole number'],
    [{ ...offline, commitment: '3f0a' }, 'A commitment has 64 hexadecimal digits'],
    [{ show: 'show_any', url: 'somewhere' }, '--url is the address of an API'],
    [{ show: 'show_any', url: 'localhost:4000' }, '--url is the address of an API'],
  ])('explains what is wrong with the options %j', async (options, sentence) => {
    const { kind, lines } = await verifyShuffle(options);
    expect(kind).toBe('InvalidOptions');
    expect(lines.join('\n')).toContain(sentence);
  });

  it('names the address at which no API answers', async () => {
    expect(await verifyShuffle({ show: 'show_any', url: 'http://127.0.0.1:1' })).toEqual({
      kind: 'Failed',
      lines: ['No API answers at http://127.0.0.1:1.'],
    });
  });
});
