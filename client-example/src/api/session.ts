import type { Client } from '@urql/core';
import { graphql } from './graphql';

const KEY = 'frontrow.session';
/** The database of the ticket page, which nobody else may find here. */
export const SAVED_TICKETS = 'frontrow.tickets';
/** A token that is about to end is replaced before a purchase could outlive it. */
const SPARE_MS = 60 * 60_000;

const createGuestSession = graphql(`
  mutation CreateGuestSession {
    createGuestSession(input: {}) {
      token
      expiresAt
    }
  }
`);

/** Whoever asks: a buyer, or the device of a gate. */
export interface Session {
  /** Null where nobody needed one yet. */
  readonly token: string | null;
  /** Makes it where there is none, or rejects. */
  ensure(client: Client): Promise<string>;
  /** The API refused the token. */
  forget(): void;
}

interface StoredSession {
  readonly token: string;
  readonly expiresAt: string;
}

/**
 * The buyer of this browser: a guest session, made with the first thing that needs one and kept for the next visit, so
 * that a reload, the back button and a second tab find the same holds and orders.
 */
export class BuyerSession implements Session {
  private making: Promise<string> | null = null;

  get token(): string | null {
    return this.stored()?.token ?? null;
  }

  /** Makes the session where there is none. Two callers at once, also in two tabs, get the same one. */
  ensure(client: Client): Promise<string> {
    const { token } = this;
    if (token !== null) return Promise.resolve(token);
    this.making ??= withLock(() => this.make(client)).finally(() => {
      this.making = null;
    });
    return this.making;
  }

  /** The API refused the token: the next need makes another one. */
  forget(): void {
    localStorage.removeItem(KEY);
    indexedDB.deleteDatabase(SAVED_TICKETS);
  }

  private async make(client: Client): Promise<string> {
    const { token } = this;
    if (token !== null) return token;
    const { data, error } = await client.mutation(createGuestSession, {}).toPromise();
    if (!data) throw error ?? new Error('There is no session');
    localStorage.setItem(KEY, JSON.stringify(data.createGuestSession));
    return data.createGuestSession.token;
  }

  private stored(): StoredSession | null {
    try {
      const session = JSON.parse(localStorage.getItem(KEY) ?? 'null') as StoredSession | null;
      return session && Date.parse(session.expiresAt) - SPARE_MS > Date.now() ? session : null;
    } catch {
      return null;
    }
  }
}

/** The lock of the browser holds across tabs; a browser without it has one tab's promise alone. */
function withLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(KEY, work) : work();
}
