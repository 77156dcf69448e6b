import type { Client } from '@urql/core';
import { graphql } from './graphql';

const KEY = 'frontrow.session';
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

interface Session {
  readonly token: string;
  readonly expiresAt: string;
}

/**
 * The buyer of this browser: a guest session, made with the first thing that needs one and kept for the next visit, so
 * that a reload, the back button and a second tab find the same holds and orders.
 */
export class BuyerSession {
  private making: Promise<string> | null = null;

  /** Null where nobody needed a buyer yet. */
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
  }

  private async make(client: Client): Promise<string> {
    const { token } = this;
    if (token !== null) return token;
    const { data, error } = await client.mutation(createGuestSession, {}).toPromise();
    if (!data) throw error ?? new Error('There is no session');
    localStorage.setItem(KEY, JSON.stringify(data.createGuestSession));
    return data.createGuestSession.token;
  }

  private stored(): Session | null {
    try {
      const session = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Session | null;
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
