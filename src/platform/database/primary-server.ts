import type { ClientBase } from 'pg';

/** What a server of PostgreSQL says of itself. */
export interface ServerState {
  /** It is a standby, or takes no writes for another reason. */
  readonly isReadOnly: boolean;
  /** Grows with each promotion; 0 for a standby. */
  readonly timeline: number;
  /** The same for all copies of one database, and for no other: the identifier of the system, and of the database in it. */
  readonly lineage: string;
  /**
   * One for each timeline on which the service has found this database, oldest first. They are rows of the database: a
   * copy that has not followed a promotion lacks the newest one, and can never have it.
   */
  readonly tokens: readonly TimelineToken[];
}

export interface TimelineToken {
  readonly timeline: number;
  readonly token: string;
}

/** What is known of the newest primary, by this process and by others. */
export interface KnownPrimary {
  readonly lineage: string;
  readonly timeline: number;
  /** The token of that timeline; null before the migration that creates the table. */
  readonly head: string | null;
}

const TABLE_IS_MISSING = '42P01';

/**
 * The file of the log that is being written begins with the timeline. What `pg_control_checkpoint` says is that of the
 * last checkpoint, which a promotion does not wait for.
 */
const READ_STATE = `
  select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as "isReadOnly",
         case when pg_is_in_recovery() then 0
              else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer end as timeline,
         (select system_identifier from pg_control_system()) || '/' ||
         (select oid from pg_database where datname = current_database()) as lineage`;
const READ_TOKENS = 'select timeline, token::text as token from database_timeline order by timeline';

/** Two plain statements, whatever the state of the server. */
export async function readServerState(client: ClientBase): Promise<ServerState> {
  const { rows } = await client.query<Omit<ServerState, 'tokens'>>(READ_STATE);
  const [state] = rows;
  if (state === undefined) throw new Error('PostgreSQL did not say what it is');
  return { ...state, tokens: await readTokens(client) };
}

async function readTokens(client: ClientBase): Promise<TimelineToken[]> {
  try {
    return (await client.query<TimelineToken>(READ_TOKENS)).rows;
  } catch (error) {
    if ((error as { code?: unknown }).code === TABLE_IS_MISSING) return [];
    throw error;
  }
}

/**
 * Notes the timeline in the database, where that is not done. Not replicated synchronously: a primary that was promoted a
 * moment ago may have no standby yet, and this must not wait for one.
 */
export async function noteTimeline(client: ClientBase, state: ServerState): Promise<ServerState> {
  const { timeline } = state;
  if (state.tokens.some((noted) => noted.timeline === timeline)) return state;
  try {
    await client.query(
      `begin;
       set local synchronous_commit = local;
       insert into database_timeline (timeline) values (${Math.trunc(timeline)}) on conflict do nothing;
       commit`,
    );
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if ((error as { code?: unknown }).code !== TABLE_IS_MISSING) throw error;
  }
  return { ...state, tokens: await readTokens(client) };
}

export type Verdict =
  | 'primary'
  | 'standby'
  /** It was the primary, or a copy of it was promoted, and another one has been since. Its data are of the past. */
  | 'stale'
  /** Another database. */
  | 'foreign';

/** Whether a server is the newest primary. Only that, and what has followed from it, has the newest token. */
export function judge(server: ServerState, known: KnownPrimary | null): Verdict {
  if (server.isReadOnly) return 'standby';
  if (known === null) return 'primary';
  if (server.lineage !== known.lineage) return 'foreign';
  if (server.timeline < known.timeline) return 'stale';
  return known.head === null || has(server, known.head) ? 'primary' : 'stale';
}

const has = ({ tokens }: ServerState, head: string): boolean => tokens.some(({ token }) => token === head);

export const knownOf = ({ lineage, timeline, tokens }: ServerState): KnownPrimary => ({
  ...{ lineage, timeline },
  head: tokens.at(-1)?.token ?? null,
});
