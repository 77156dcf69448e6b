const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take longest, the longest first: begun last, one of them would run alone at the end. */
const longest = [
  'integration/app/process.test',
  'integration/checkout/crashes',
  'e2e/buying',
  'integration/checkout/faults',
  'integration/app/processes.test',
  'integration/platform/hostile-input',
  'e2e/accessibility',
  'e2e/door',
  'integration/app/readme',
  'integration/realtime/socket-limits',
  'integration/checkout/state-table',
  'integration/app/memory',
  'integration/checkout/operators',
  'integration/checkout/slow-provider',
  'integration/checkout/storm',
  'integration/load/rehearsal',
  'integration/notifications/crashes',
  'integration/inventory/storms',
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
