const { ModuleMocker } = require('jest-mock');
const { replacesModules } = require('./replaces-modules.cjs');

/** Where type-graphql keeps what the sources declare, which are loaded once for all files of a worker. */
const DECLARATIONS = 'TypeGraphQLMetadataStorage';

/**
 * Runs the tests in the context of Node itself. In one of its own, as Jest's environment has it, every access to a
 * global goes through a proxy, and packages loaded outside of it make other errors and dates than those inside.
 */
module.exports = class NodeContextEnvironment {
  constructor(_config, { testPath }) {
    this.global = globalThis;
    this.declarations = globalThis[DECLARATIONS];
    this.replacesModules = replacesModules(testPath);
    if (this.replacesModules) delete globalThis[DECLARATIONS];
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    this.before = {
      globals: new Set(Reflect.ownKeys(globalThis)),
      console: globalThis.console,
      exit: process.exit,
      environment: { ...process.env },
    };
  }

  async setup() {}

  /** Leaves nothing of one test file to the next of the same worker. */
  async teardown() {
    const { globals, console, exit, environment } = this.before;
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!globals.has(key) && key !== DECLARATIONS) Reflect.deleteProperty(globalThis, key);
    }
    if (this.replacesModules) globalThis[DECLARATIONS] = this.declarations;
    globalThis.console = console;
    process.exit = exit;
    for (const name of Object.keys(process.env)) {
      if (!(name in environment)) delete process.env[name];
    }
    Object.assign(process.env, environment);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
};
