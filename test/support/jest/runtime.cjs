const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
// TypeORM, loaded by Node, reads the migrations.
require('../run-typescript.cjs');

/** Packages without state of their own: loaded once for all test files of a worker, by Node. */
const SHARED = new Set([
  '@apollo/server',
  '@fastify/cors',
  '@fastify/helmet',
  '@fastify/proxy-addr',
  '@fastify/static',
  'bullmq',
  'commander',
  'dataloader',
  'esbuild',
  'fast-check',
  'fastify',
  'graphql',
  'graphql-redis-subscriptions',
  'graphql-scalars',
  'graphql-subscriptions',
  'graphql-ws',
  'ioredis',
  'linkedom',
  'pg',
  'pino',
  'playwright-core',
  'rate-limiter-flexible',
  'stripe',
  'typeorm',
  'typescript',
  'ws',
  'zod',
]);

const packageOf = (name) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** Evaluates modules in the context of Node, and takes packages from Node where test files can share them. */
module.exports = class NodeContextRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModuleOrMock(from, moduleName) {
    if (SHARED.has(packageOf(moduleName))) return createRequire(from)(moduleName);
    return super.requireModuleOrMock(from, moduleName);
  }
};
