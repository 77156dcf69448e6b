import type { SqlExecutor } from '../../platform';
import type { OptionalKind } from '../ledger/notification';
import { readPreference, writePreference } from './preferences.sql';

/**
 * Whose wish it is. A caller's is for what they buy and organize themselves: anybody may give any address to a guest
 * session, so a session decides nothing about mail to an address. The link in a mail does: who has it reads that address.
 */
export type PreferenceOwner = { readonly address: string } | { readonly callerId: string };

const keyOf = (owner: PreferenceOwner): string => ('address' in owner ? owner.address.toLowerCase() : owner.callerId);

/** The kinds of optional mail that are not wanted. */
export async function readUnwanted(database: SqlExecutor, owner: PreferenceOwner): Promise<readonly OptionalKind[]> {
  const [row] = await database.run<{ unwanted: OptionalKind[] }>(readPreference, [keyOf(owner)]);
  return row?.unwanted ?? [];
}

export async function writeUnwanted(
  database: SqlExecutor,
  owner: PreferenceOwner,
  unwanted: readonly OptionalKind[],
): Promise<void> {
  await database.run(writePreference, [keyOf(owner), [...new Set(unwanted)]]);
}
