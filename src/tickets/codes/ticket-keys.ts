import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock, SqlExecutor } from '../../platform';
import { addTicketKey, keepFirstTicketKey, listTicketKeys, readTicketKeys, retireTicketKey } from './ticket-keys.sql';

/** A key that signs tickets. Its id is a small number, which codes carry as text. */
export interface TicketSigningKey {
  readonly kid: string;
  /** The first part of every code that it signs. */
  readonly header: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public half: 32 bytes in base64url. */
  readonly x: string;
  readonly signsFrom: Date;
}

/** A key as operators see it. */
export interface TicketKeyState {
  readonly id: number;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly retiredAt: Date | null;
}

interface KeyRow {
  readonly id: number;
  readonly privateJwk: { readonly x: string; readonly d: string };
  readonly signsFrom: Date;
}

/** A new or retired key is known to every process after so long, and to the one that changed it at once. */
const AGE_MAX_MS = 5000;
/** An unknown id in a code makes us look again, but no more often. */
const UNKNOWN_AGE_MS = 500;

/**
 * The keys of tickets, which are not those of guest sessions. They are in the database, so that all processes sign alike.
 * A new key is published at once and signs later: until then gates without network get to know it.
 */
export class TicketKeys {
  private kept: readonly TicketSigningKey[] = [];
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<readonly TicketSigningKey[]> | undefined;

  constructor(
    private readonly database: SqlExecutor,
    private readonly clock: Clock,
  ) {}

  /** All that verify, the oldest first. */
  async all(ageMaxMs = AGE_MAX_MS): Promise<readonly TicketSigningKey[]> {
    if (this.kept.length > 0 && performance.now() - this.readAtMs < ageMaxMs) return this.kept;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** The newest of those that sign already. */
  async signing(): Promise<TicketSigningKey> {
    const keys = await this.all();
    // After the read, which may have made the first key.
    const now = this.clock.now();
    const key = keys.findLast(({ signsFrom }) => signsFrom <= now);
    if (key === undefined) throw new Error('There is no key that signs tickets');
    return key;
  }

  /** Null where no key, or one that was retired, has this id. */
  async byId(kid: string): Promise<TicketSigningKey | null> {
    const find = (keys: readonly TicketSigningKey[]) => keys.find((key) => key.kid === kid) ?? null;
    return find(await this.all()) ?? find(await this.all(UNKNOWN_AGE_MS));
  }

  /** Adds a key that signs from an instant on. Returns its id. */
  async add(signsFrom: Date): Promise<string> {
    await this.all();
    const [added] = await this.database.run<{ id: number }>(addTicketKey, [newJwk(), this.clock.now(), signsFrom]);
    await this.all(0);
    return String(added?.id);
  }

  /** False where it is unknown, retired already, or no other key signs yet. */
  async retire(kid: string): Promise<boolean> {
    const retired = await this.database.run(retireTicketKey, [Number(kid), this.clock.now()]);
    await this.all(0);
    return retired.length > 0;
  }

  list(): Promise<TicketKeyState[]> {
    return this.database.run<TicketKeyState>(listTicketKeys);
  }

  private async read(): Promise<readonly TicketSigningKey[]> {
    const readAtMs = performance.now();
    let rows = await this.database.run<KeyRow>(readTicketKeys);
    if (rows.length === 0) {
      await this.database.run(keepFirstTicketKey, [newJwk(), this.clock.now()]);
      rows = await this.database.run<KeyRow>(readTicketKeys);
    }
    this.kept = rows.map(
      (row) => this.kept.find(({ kid, x }) => kid === String(row.id) && x === row.privateJwk.x) ?? keyOf(row),
    );
    this.readAtMs = readAtMs;
    return this.kept;
  }
}

const newJwk = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

function keyOf({ id, privateJwk: { x, d }, signsFrom }: KeyRow): TicketSigningKey {
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x };
  const kid = String(id);
  return {
    kid,
    header: Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url'),
    privateKey: createPrivateKey({ key: { ...publicJwk, d }, format: 'jwk' }),
    publicKey: createPublicKey({ key: publicJwk, format: 'jwk' }),
    x,
    signsFrom,
  };
}
