const asyncHooks = require('node:async_hooks');
const { createRequire, isBuiltin } = require('node:module');
const { dirname, resolve, sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
// Also TypeORM, which Node loads, reads the migrations by it.
require('../run-typescript.cjs');
const { CurrentContext } = require('./current-context.cjs');
const { replacesModules } = require('./replaces-modules.cjs');

// An error of the service names the lines of its sources.
process.setSourceMapsEnabled(true);

const sources = resolve(__dirname, '../../../src') + sep;

/**
 * Evaluates modules in the context of Node. The sources and the packages are loaded by Node, once for all test files of
 * a worker, as a process loads them: loading them takes longer than most files. A file that replaces a module of the
 * sources has a copy of them of its own.
 */
module.exports = class NodeContextRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    const [, , , , , , testFile] = options;
    this.replacesModules = replacesModules(testFile);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModuleOrMock(from, moduleName) {
    return this.isShared(from, moduleName)
      ? createRequire(from)(moduleName)
      : super.requireModuleOrMock(from, moduleName);
  }

  /** The modules of Jest itself. */
  requireInternalModule(from, moduleName) {
    return moduleName === 'node:async_hooks'
      ? { ...asyncHooks, AsyncLocalStorage: CurrentContext }
      : super.requireInternalModule(from, moduleName);
  }

  isShared(from, moduleName) {
    if (moduleName.startsWith('.') || moduleName.startsWith(sep)) {
      return !this.replacesModules && resolve(dirname(from), moduleName).startsWith(sources);
    }
    return !isBuiltin(moduleName) && moduleName !== '@jest/globals';
  }
};
