import { commitmentOf, drawLots } from '../../../src/waiting-room/shuffle';
import { verifyShuffle } from '../../../src/waiting-room/verify-shuffle';

const seed = '0f'.repeat(32);
const offline = ['--seed', seed, '--tickets', '50'];

describe('verify-shuffle', () => {
  it('tells the place of a ticket, and that the commitment was kept', async () => {
    const { placeOfTicket } = await drawLots(seed, 50);
    const { kind, lines } = await verifyShuffle([...offline, '--commitment', commitmentOf(seed), '--ticket', '7']);
    expect(kind).toBe('Kept');
    expect(lines.join('\n')).toContain(': kept');
    expect(lines.at(-1)).toBe(`ticket 7 drew place ${placeOfTicket[6]} of 50`);
  });

  it('takes a commitment in capitals, as some tools write hashes', async () => {
    const { kind } = await verifyShuffle([...offline, '--commitment', commitmentOf(seed).toUpperCase()]);
    expect(kind).toBe('Kept');
  });

  it('says so where nobody came before the opening', async () => {
    const { lines } = await verifyShuffle(['--seed', seed, '--tickets', '0']);
    expect(lines.at(-1)).toBe('nobody came before the opening');
  });

  it('tells a commitment that was broken', async () => {
    const { kind, lines } = await verifyShuffle([...offline, '--commitment', commitmentOf('ab'.repeat(32))]);
    expect(kind).toBe('Broken');
    expect(lines.join('\n')).toContain('BROKEN');
  });

  it('lists the first of the line, and knows tickets that came after the opening', async () => {
    const { ticketAtPlace } = await drawLots(seed, 50);
    const listed = await verifyShuffle(offline);
    expect(listed.lines.at(-1)).toContain([...ticketAtPlace.subarray(0, 10)].join(', '));
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
  ])('says what is wrong with %j', async (words) => {
    const { kind, lines } = await verifyShuffle(words);
    expect(kind).toBe('Refused');
    expect(lines.join('\n')).toContain('npm run verify-shuffle');
  });
});
