import { help, parseOptions } from '../../load/drive/options';
import { presets } from '../../load/drive/presets';
import { parseScenario } from '../../load/drive/scenario';

describe('The command line of the load driver', () => {
  it.each(Object.keys(presets))('takes the numbers of the preset %s, and those of options instead', (preset) => {
    const options = parseOptions(['--preset', preset, '--watchers', '7', '--party', '2=1']);
    expect(options).toMatchObject({ preset, watchers: 7, habits: { party: { 2: 1 } } });
  });

  it('takes several addresses', () => {
    const options = parseOptions(['--url', 'http://127.0.0.1:1', '--url', 'http://127.0.0.1:2']);
    expect(options?.urls).toEqual(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  });

  it.each([
    [['--preset', 'opera'], '--preset opera: there are smoke'],
    [['--rate', 'fast'], '--rate fast: expected a number'],
    [['--buyers', '-1'], '--buyers'],
    [['--url', 'localhost'], '--url localhost: expected an address such as'],
    [['--choose', 'cheap=1'], '--choose cheap=1: expected weights of together'],
    [['--pay', 'card=0'], '--pay card=0: expected weights of card'],
    [['repeat', 'x'], '"repeat x": the only command is replay FILE'],
    [['replay'], '"replay": the only command is replay FILE'],
    [['--colour', 'red'], '--colour'],
  ])('says what is wrong with %j', (words, message) => {
    expect(() => parseOptions(words)).toThrow(message);
  });

  it('names every mistake at once', () => {
    expect(() => parseOptions(['--rate', 'x', '--seconds', '0'])).toThrow(/--rate x.*\n--seconds 0/);
  });

  it('explains every option and preset', () => {
    expect(parseOptions(['--help'])).toBeNull();
    for (const word of [...Object.keys(presets), '--url', '--own-maps', '--cuts', 'replay FILE']) {
      expect(help()).toContain(word);
    }
  });
});

describe('A scenario', () => {
  const scenario = (actions: readonly object[]) =>
    JSON.stringify({ format: 'frontrow-load-scenario', formatVersion: 1, seatCount: 10, actions });

  it('is read with its actions', () => {
    const { actions, watchers } = parseScenario(scenario([{ atMs: 0, buyer: 1, do: 'arrive' }]), 'a.json');
    expect([watchers, actions]).toEqual([0, [{ atMs: 0, buyer: 1, do: 'arrive' }]]);
  });

  it.each([
    ['{', 'a.json is not JSON'],
    [scenario([]), 'actions'],
    [scenario([{ atMs: -1, buyer: 1, do: 'arrive' }]), 'actions.0.atMs'],
    [scenario([{ atMs: 0, buyer: 1, do: 'dance' }]), 'actions.0.do'],
    [scenario([{ atMs: 0, buyer: 1, do: 'hold', seats: [10] }]), 'actions.0.seats: the show has 10 seats only'],
    [scenario([{ atMs: 0, buyer: 1, do: 'pay', with: 'gold' }]), 'actions.0.with'],
  ])('says what is wrong and where: %s', (text, message) => {
    expect(() => parseScenario(text, 'a.json')).toThrow(message);
  });
});
