const { readFileSync } = require('node:fs');

/** Whether a test file replaces a module of the sources, so that it needs a copy of them of its own. */
exports.replacesModules = (testFile) => readFileSync(testFile, 'utf8').includes('jest.mock(');
