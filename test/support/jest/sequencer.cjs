const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take longest, the longest first: begun last, one of them would run alone at the end. */
const longest = [
  'integration/app/process',
  'e2e/buying',
  'integration/checkout/faults',
  'integration/app/processes.test',
  'integration/checkout/state-table',
  'integration/realtime/socket-limits',
  'integration/checkout/crashes',
  'e2e/door',
  'e2e/accessibility',
  'integration/app/readme',
];

/** Begins with the files that are known to take long; a fresh checkout remembers no durations. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.includes(name));
      return at === -1 ? longest.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
