import { commitmentOf, drawLots } from '../../../src/waiting-room/draw/shuffle';
import { verifyShuffle } from '../../../src/waiting-room/draw/verify-shuffle';

const seed = '0f'.repeat(32);
const offline = ['--seed', seed, '--tickets', '50'];

describe('verify-shuffle', () => {
  it('reports the place of a ticket, and that the commitment was kept', async () => {
    const { placeOfNumber } = await drawLots(seed, 50);
    const { kind, lines } = await verifyShuffle([...offline, '--commitment', commitmentOf(seed), '--ticket', '7']);
    expect(kind).toBe('Kept');
    expect(lines.join('\n')).toContain(': kept');
    expect(lines.at(-1)).toBe(`ticket 7 drew place ${placeOfNumber[6]} of 50`);
  });

  it('accepts a commitment in upper case, as some tools write hashes', async () => {
    const { kind } = await verifyShuffle([...offline, '--commitment', commitmentOf(seed).toUpperCase()]);
    expect(kind).toBe('Kept');
  });

  it('says so if nobody joined before the opening', async () => {
    const { lines } = await verifyShuffle(['--seed', seed, '--tickets', '0']);
    expect(lines.at(-1)).toBe('nobody joined before the opening');
  });

  it('reports a commitment that was broken', async () => {
    const { kind, lines } = await verifyShuffle([...offline, '--commitment', commitmentOf('ab'.repeat(32))]);
    expect(kind).toBe('Broken');
    expect(lines.join('\n')).toContain('BROKEN');
  });

  it('lists the first places, and explains tickets taken after the opening', async () => {
    const { numberAtPlace } = await drawLots(seed, 50);
    const listed = await verifyShuffle(offline);
    expect(listed.lines.at(-1)).toContain([...numberAtPlace.subarray(0, 10)].join(', '));
    const late = await verifyShuffle([...offline, '--ticket', '51']);
    expect(late.lines.at(-1)).toContain('after the opening: its place is 51');
  });

  it.each([
    [[]],
    [['--seed', 'abc', '--tickets', '5']],
    [['--seed', seed, '--tickets', 'many']],
    [['--seed', seed, '--tickets', '-1']],
    [['--unknown', 'x']],
    [[...offline, '--ticket', 'mine']],
    [[...offline, '--ticket', '0']],
    [[...offline, '--commitment', '3f0a']],
    [['--show', 'show_any', '--url', 'http://127.0.0.1:1']],
    [['--show', 'show_any', '--url', 'somewhere']],
  ])('explains what is wrong with %j', async (args) => {
    const { kind, lines } = await verifyShuffle(args);
    expect(kind).toBe('Refused');
    expect(lines.join('\n')).toContain('npm run verify-shuffle');
  });
});
