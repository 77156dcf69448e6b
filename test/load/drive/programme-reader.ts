import type { PostgresServer } from '../../support/postgres-cluster';
import { PROGRAMME } from './documents';
import type { Proof } from './proofs';

const EVERY_MS = 50;
const PAGE_MAX = 20;

/** Reads the programme of one process all the time, as people do who are not yet sure what to see. */
export class ProgrammeReader {
  private timer: NodeJS.Timeout | null = null;
  private sent = 0;
  private answered = 0;
  private readonly failures: string[] = [];
  /** Scans of the programme's tables by the replica, before it was killed. */
  private scansBefore = 0;
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly url: string,
    private readonly replica: PostgresServer,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      const reading = this.read().finally(() => this.open.delete(reading));
      this.open.add(reading);
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await Promise.all(this.open);
  }

  /** A server that is killed forgets what it has counted. */
  async noteReplica(): Promise<void> {
    this.scansBefore += await this.scans();
  }

  async prove(): Promise<Proof[]> {
    await this.stop();
    const after = await this.scans();
    const [failure] = this.failures;
    return [
      {
        claim: 'The programme was answered all the time',
        holds: this.answered > 0 && this.failures.length === 0,
        figures: `${this.answered} reads, ${this.failures.length} failed${failure === undefined ? '' : `: ${failure}`}`,
      },
      {
        claim: 'The replica was read before it was killed, and again after it came back',
        holds: this.scansBefore > 0 && after > 0,
        figures: `${this.scansBefore} scans of the programme before, ${after} after`,
      },
    ];
  }

  private async read(): Promise<void> {
    // No two in a row are the same, so that it is not one answer that is kept.
    this.sent += 1;
    const variables = { first: 1 + (this.sent % PAGE_MAX) };
    try {
      const answer = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: PROGRAMME, variables }),
      });
      const said = await answer.text();
      if (answer.ok && !said.includes('"errors"')) this.answered += 1;
      else this.failures.push(`${answer.status} ${said.slice(0, 200)}`);
    } catch (error) {
      this.failures.push(String(error));
    }
  }

  private async scans(): Promise<number> {
    const counted = `select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::int as scans
                       from pg_stat_user_tables where relname in ('event', 'show')`;
    const [row] = await this.replica.query<{ scans: number }>(counted);
    return row?.scans ?? 0;
  }
}
