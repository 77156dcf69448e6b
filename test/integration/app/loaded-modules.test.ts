import { resolve } from 'node:path';
import { FrontrowProcess } from '../../support/frontrow-process';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

it('a start with all addresses loads nothing of the module dev', async () => {
  const {
    DATABASE_URL,
    REDIS_URL,
    STRIPE_SECRET_KEY = '',
    STRIPE_WEBHOOK_SECRET = '',
    STRIPE_API_URL = '',
  } = testApp.config;
  const frontrow = new FrontrowProcess(
    {
      ...{ DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL },
      // A debugger gets the single files, of which one can see which are loaded.
      NODE_OPTIONS: `--inspect=0 --require ${resolve('test/support/print-loaded-modules.cjs')}`,
    },
    'start',
  );
  await frontrow.open();
  expect(await frontrow.stop()).toEqual({ code: 0, signal: null });
  const loaded = [...frontrow.output.matchAll(/^Loaded: dist\/(.*)\.js$/gm)].map(([, file = '']) => file);
  expect(loaded).toContain('src/app');
  expect(loaded).toContain('src/checkout/index');
  expect(loaded.filter((file) => file.startsWith('src/dev/'))).toEqual([]);
});
