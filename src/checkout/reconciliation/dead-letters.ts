import { encodeOrderId } from '../../orders';
import { type DeadLetter, paymentLedger } from '../../payments';
import type { Clock, DeadLetterSource, SqlExecutor } from '../../platform';

const LETTERS_MAX = 1000;

/** Payments and refunds that wait for an operator, at most a thousand. */
export const readDeadLetters = (database: SqlExecutor): Promise<DeadLetter[]> =>
  paymentLedger.readDeadLetters(database, { first: LETTERS_MAX });

/**
 * Hands dead letters back to the reconciler: those of some orders, or all. Returns the number of orders. A running
 * service processes them within a second.
 */
export async function replayDeadLetters(
  database: SqlExecutor,
  clock: Clock,
  { what, orderIds = null }: { readonly what?: DeadLetter['what']; readonly orderIds?: readonly string[] | null } = {},
): Promise<number> {
  const wanted = new Map<string, DeadLetter>();
  let after: string | null = null;
  for (;;) {
    const ofKind: { what?: DeadLetter['what'] } = what === undefined ? {} : { what };
    const letters: DeadLetter[] = await paymentLedger.readDeadLetters(database, {
      ...ofKind,
      after,
      first: LETTERS_MAX,
    });
    for (const letter of letters)
      if (orderIds === null || orderIds.includes(letter.orderId)) wanted.set(letter.orderId, letter);
    after = letters.at(-1)?.orderId ?? null;
    if (letters.length < LETTERS_MAX) break;
  }
  for (const letter of wanted.values()) {
    await paymentLedger.replayDeadLetter(database, letter, clock.now(), 'operator');
  }
  return wanted.size;
}

/** For the list of all that waits for an operator. An order that has both is replayed as a whole. */
export const paymentDeadLetters = (database: SqlExecutor, clock: Clock): readonly DeadLetterSource[] =>
  (['payment', 'refund'] as const).map((what) => ({
    kind: what === 'payment' ? 'PAYMENT' : 'REFUND',
    read: async ({ first, after }) =>
      (await paymentLedger.readDeadLetters(database, { what, first, after })).map(
        ({ showId, orderId, reference, amountMinor, currency, because }) => ({
          kind: what === 'payment' ? 'PAYMENT' : 'REFUND',
          key: orderId,
          about: `${what} ${reference ?? 'without a reference'}  ${amountMinor} ${currency}`,
          reason: because,
          subjectId: encodeOrderId({ showId, orderId }),
          subjectText: `order ${orderId}`,
          createdAt: null,
        }),
      ),
    replay: ({ keys, subject }) => {
      const named = [...(keys === undefined ? [] : [keys]), ...(subject === undefined ? [] : [[subject]])];
      const [first = null, second] = named;
      const orderIds = second === undefined ? first : (first?.filter((id) => second.includes(id)) ?? null);
      return replayDeadLetters(database, clock, { what, orderIds });
    },
  }));
