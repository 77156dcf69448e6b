import { type DBSchema, openDB } from 'idb';
import { SAVED_TICKETS } from '../../../api/session';
import type { OrderTickets } from './operations';

export interface SavedTickets {
  readonly order: OrderTickets;
  readonly savedAt: string;
}

interface Schema extends DBSchema {
  orders: { key: string; value: SavedTickets & { readonly owner: string } };
}

/** Closed after each use, so that a sign-out can delete it. */
async function withDatabase<Result>(work: (database: Awaited<ReturnType<typeof open>>) => Promise<Result>) {
  const database = await open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const open = () =>
  openDB<Schema>(SAVED_TICKETS, 1, { upgrade: (database) => void database.createObjectStore('orders') });

/** Keeps the tickets for a visit without network. Links stay out: they are signed for minutes, and need the network. */
export function saveTickets(owner: string, order: OrderTickets): Promise<void> {
  const tickets = order.tickets.map((ticket) => ({
    ...ticket,
    ...{ pdfUrl: null, appleWalletUrl: null, googleWalletUrl: null },
  }));
  const savedAt = new Date().toISOString();
  return withDatabase(async (database) => {
    await database.put('orders', { owner, savedAt, order: { ...order, tickets } }, order.id);
  });
}

/** Null where there are none of this owner. What others have left in this browser is deleted. */
export function readTickets(owner: string | null, orderId: string): Promise<SavedTickets | null> {
  return withDatabase(async (database) => {
    const transaction = database.transaction('orders', 'readwrite');
    for await (const cursor of transaction.store) if (cursor.value.owner !== owner) await cursor.delete();
    const found = await transaction.store.get(orderId);
    await transaction.done;
    return found ?? null;
  });
}

export function forgetTickets(orderId: string): Promise<void> {
  return withDatabase((database) => database.delete('orders', orderId));
}

/** Names the session without giving it away: the end of a token is no token. */
export const ownerOf = (token: string | null) => token?.slice(-16) ?? null;
