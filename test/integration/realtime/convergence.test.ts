import { setImmediate as turn } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import type { RawClient } from './raw-client';
import { type Post, TestSocketServer } from './test-socket-server';

const posted = /* GraphQL */ `
  subscription ($channel: ID!, $after: String) {
    posted(channel: $channel, after: $after) { revision resyncRequired words }
  }
`;

interface Posted extends Post {
  readonly revision: string;
  readonly resyncRequired: boolean;
}

/** The state that every watcher must reach: a version for each key. It represents a database. */
const truth = new Map<string, number>();

/** A watcher as `docs/protocol.md` describes it: keeps its revision, resumes with it, and reads again after a resync. */
class Watcher {
  readonly known = new Map<string, number>();
  resyncs = 0;
  private revision: string | null = null;
  private client: RawClient | null = null;
  private read = 0;

  async connect(testServer: TestSocketServer): Promise<void> {
    this.client = await testServer.raw();
    this.read = 0;
    this.client.subscribe('1', posted, { channel: 'all', after: this.revision });
  }

  disconnect(): void {
    // What arrived until now has been applied or will come again.
    this.client?.ws.terminate();
    this.client = null;
  }

  /** Applies what has come, and connects again where the server ended it. */
  apply(): 'connected' | 'disconnected' {
    const { client } = this;
    if (client === null) return 'disconnected';
    for (; this.read < client.messages.length; this.read += 1) {
      const { type, payload } = client.messages[this.read] ?? {};
      if (type !== 'next') {
        this.disconnect();
        return 'disconnected';
      }
      // A `next` for the one document that watchers send.
      this.receive((payload as { data: { posted: Posted } }).data.posted);
    }
    return client.closed === null ? 'connected' : 'disconnected';
  }

  private receive({ revision, resyncRequired, words }: Posted): void {
    if (resyncRequired || this.revision === null) {
      if (resyncRequired) this.resyncs += 1;
      for (const [key, version] of truth) this.known.set(key, version);
    }
    for (const word of words) {
      const [key = '', version] = word.split(':');
      if (Number(version) > (this.known.get(key) ?? 0)) this.known.set(key, Number(version));
    }
    this.revision = revision;
  }
}

describe('Watchers that are disconnected at random moments and resume', () => {
  let redis: RedisServer;
  let servers: TestSocketServer[];

  beforeEach(async () => {
    truth.clear();
    redis = await RedisServer.start('--appendonly', 'yes');
    servers = [await TestSocketServer.open(redis), await TestSocketServer.open(redis)];
  });

  afterEach(async () => {
    for (const testServer of servers) await testServer.close();
    await redis.stop();
  });

  const conditions: { condition: string; strike(step: number): Promise<unknown> | undefined }[] = [
    { condition: 'without failures', strike: () => undefined },
    {
      condition: 'while the servers lose their connections to Redis',
      strike: (step) => (step % 40 === 20 ? cut() : undefined),
    },
    {
      condition: 'while Redis is killed and comes back',
      strike: (step) => (step === 150 ? redis.kill().then(() => redis.resume()) : undefined),
    },
    { condition: 'while Redis is emptied', strike: (step) => (step === 150 ? flush() : undefined) },
  ];

  it.each(conditions)('end with the current state $condition', async ({ strike }) => {
    const watchers = Array.from({ length: 20 }, () => new Watcher());
    const randomServer = () => servers[Math.floor(Math.random() * servers.length)] as TestSocketServer;
    await Promise.all(watchers.map((watcher) => watcher.connect(randomServer())));

    for (let step = 0; step < 300; step += 1) {
      const key = `key ${step % 17}`;
      const version = (truth.get(key) ?? 0) + 1;
      truth.set(key, version);
      const striking = strike(step);
      // As the outbox does: what could not be published is published later, by any process.
      await eventually(() =>
        randomServer()
          .post('all', `${key}:${version}`)
          .then(() => true),
      );
      await striking;
      for (const watcher of watchers) {
        if (Math.random() < 0.05) watcher.disconnect();
        if (watcher.apply() === 'disconnected' && Math.random() < 0.5) await watcher.connect(randomServer());
      }
      await turn();
    }

    await eventually(async () => {
      for (const watcher of watchers) {
        if (watcher.apply() === 'disconnected') await watcher.connect(randomServer());
      }
      return watchers.every(({ known }) => same(known, truth));
    });
    for (const { known } of watchers) expect(known).toEqual(truth);
  });

  it('receive everything without reading again while the stream reaches back far enough', async () => {
    const watcher = new Watcher();
    const [here, there] = servers as [TestSocketServer, TestSocketServer];
    await watcher.connect(here);
    await eventually(() => watcher.apply() === 'connected' && here.sockets.counts().groups === 1);
    for (let i = 1; i <= 500; i += 1) {
      truth.set('key', i);
      await there.post('all', `key:${i}`);
      if (i % 50 === 0) {
        watcher.disconnect();
        await watcher.connect(i % 100 === 0 ? here : there);
      }
      watcher.apply();
    }
    await eventually(() => watcher.apply() === 'connected' && watcher.known.get('key') === 500);
    expect(watcher.resyncs).toBe(0);
  });

  async function cut(): Promise<void> {
    const admin = redis.connect();
    await admin.call('client', 'kill', 'type', 'pubsub');
    await admin.call('client', 'kill', 'type', 'normal', 'skipme', 'yes');
    admin.disconnect();
  }

  async function flush(): Promise<void> {
    const admin = redis.connect();
    await admin.flushall();
    admin.disconnect();
  }
});

function same(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
