import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningRedis, startPaymentProvider, startPostgres, startRedis } from '../../../src/dev';
import { pause } from '../../../src/dev/payment-provider/faults';
import type { PlannedFault } from './faults';
import type { Proof } from './proofs';
import { makeDataDir, type OwnService } from './service';
import { runCommand, type ServiceProcess, startServiceProcess, stayedUp } from './service-process';

const WEBHOOK_SECRET = 'whsec_soak';
/** Long enough for everything that waits with a growing pause to have waited. */
const DOWN_SECONDS = 5;
const PROVIDER_DOWN_SECONDS = 20;
const CUT_EVERY_MS = 500;

/**
 * Two processes of the service on one PostgreSQL, one Redis and one payment provider, and the means to break each of
 * them. The first process is left alone, so that its memory can be followed over the whole run.
 */
export async function startCluster(say: (line: string) => void): Promise<OwnService> {
  const dir = await makeDataDir();
  const stops: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const postgres = await startPostgres({ dir: join(dir, 'postgres') });
    stops.push(postgres.stop);
    let redis: RunningRedis = await startRedis({ dir: join(dir, 'redis') });
    stops.push(() => redis.stop());
    const provider = await startPaymentProvider({ dataDir: join(dir, 'payments'), webhookSecret: WEBHOOK_SECRET });
    stops.push(provider.stop);
    const environment = (name: string, port: string) => ({
      ...{ PORT: port, DATA_DIR: join(dir, name), DATABASE_URL: postgres.url, REDIS_URL: redis.url },
      ...{ STRIPE_SECRET_KEY: 'sk_test_soak', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, STRIPE_API_URL: provider.url },
    });
    for (const word of ['migrate', 'seed']) {
      const { status, output } = await runCommand(word, environment('command', '0'));
      if (status !== 0) throw new Error(`${word} failed:\n${output}`);
    }
    const first = await startServiceProcess(environment('first', '0'), say);
    stops.push(first.stop);
    let second: ServiceProcess = await startServiceProcess(environment('second', '0'), say);
    stops.push(() => second.stop());
    provider.registerWebhook(`${first.url}/webhooks/stripe`);
    const processes = [first, second];
    const { port: secondPort } = new URL(second.url);

    const faults: PlannedFault[] = [
      {
        ...{ what: 'a process killed with kill -9', atShare: 0.12, lastsSeconds: DOWN_SECONDS },
        begin: () => second.kill(),
        end: async () => {
          second = await startServiceProcess(environment('second', secondPort), say);
          processes.push(second);
        },
      },
      {
        ...{ what: 'Redis restarted', atShare: 0.3, lastsSeconds: DOWN_SECONDS },
        begin: () => redis.stop(),
        end: async () => {
          redis = await startRedis({ dir: join(dir, 'redis'), port: redis.port });
        },
      },
      {
        ...{ what: "PostgreSQL's connections cut, again and again", atShare: 0.48, lastsSeconds: 0 },
        begin: () => cutConnections(postgres.url),
        end: async () => undefined,
      },
      {
        ...{ what: 'the payment provider answers with errors', atShare: 0.64, lastsSeconds: PROVIDER_DOWN_SECONDS },
        begin: () =>
          ask(
            provider.url,
            ['create', 'confirm'].map((of) => providerFault('error', of)),
          ),
        end: () => withdraw(provider.url),
      },
      {
        ...{ what: 'the payment provider charges and says nothing', atShare: 0.8, lastsSeconds: PROVIDER_DOWN_SECONDS },
        begin: () => ask(provider.url, [providerFault('cut', 'confirm')]),
        end: () => withdraw(provider.url),
      },
    ];
    return {
      urls: [first.url, second.url],
      bankUrl: provider.url,
      faults,
      audit: async () => [stayedUp(processes), audited(await runCommand('verify', environment('command', '0')))],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function audited({ status, output }: { status: number | null; output: string }): Proof {
  const lines = output.split('\n').filter((line) => /^(holds|BROKEN)/.test(line));
  const broken = lines.filter((line) => line.startsWith('BROKEN'));
  return {
    claim: "The service's own audit (npm run verify) finds no damage",
    holds: status === 0 && lines.length > 0,
    figures: `${lines.length} invariants of seats, orders, payments and the provider's ledger, ${broken.length} broken${broken.map((line) => `; ${line.trim()}`).join('')}`,
  };
}

async function cutConnections(databaseUrl: string): Promise<void> {
  const never = new AbortController().signal;
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    for (let passed = 0; passed < DOWN_SECONDS * 1000; passed += CUT_EVERY_MS) {
      await admin.query(
        `select pg_terminate_backend(pid)
           from pg_stat_activity
          where datname = current_database()
            and pid <> pg_backend_pid()`,
      );
      await pause(CUT_EVERY_MS, never);
    }
  } finally {
    await admin.end();
  }
}

/** As the provider's admin routes take it; after the effect, which is the worse half. */
function providerFault(kind: 'error' | 'cut', of: string): object {
  const fault = { of: `payment_intents.${of}`, when: 'after-effect', times: 1_000_000 };
  return kind === 'cut' ? { kind, ...fault } : { kind, status: 503, ...fault, when: 'before-effect' };
}

async function ask(providerUrl: string, faults: readonly object[]): Promise<void> {
  for (const fault of faults) {
    const response = await fetch(new URL('/local/faults', providerUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`The provider refuses the fault: ${response.status} ${await response.text()}`);
  }
}

async function withdraw(providerUrl: string): Promise<void> {
  await fetch(new URL('/local/faults', providerUrl), { method: 'DELETE' });
}
