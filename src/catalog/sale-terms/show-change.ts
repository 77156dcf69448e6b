import type { Transaction } from '../../platform';
import type { DraftWaitingRoom } from '../drafts/draft';
import { readSaleTerms } from '../shows/show.sql';
import { type SaleTerms, type SaleTermsRow, saleTermsOf } from './sale-terms';

/** What a transaction has just written of a show. */
export interface ShowChange {
  /** The terms as they are when the transaction commits. */
  readonly terms: SaleTerms;
  /** True for a new show; false where its organizer changed it. */
  readonly isNew: boolean;
  /** The zones whose prices this change sets, in the order of the input. */
  readonly pricedZones: readonly string[];
  /** Of a new show: the waiting room that its organizer has prepared; null for none. */
  readonly waitingRoom: DraftWaitingRoom | null;
}

/** Throws what the API's caller shall receive, and nothing of the change is kept. */
export type ShowChangeSubscriber = (transaction: Transaction, change: ShowChange) => Promise<void>;

/**
 * Those who must act in the same transaction as a new or changed show. The ledger gives a new show its seats and lets
 * seats follow the prices of their zones, so that one call makes a show that can sell, or nothing.
 */
export class ShowChanges {
  private readonly subscribers: ShowChangeSubscriber[] = [];

  subscribe(subscriber: ShowChangeSubscriber): void {
    this.subscribers.push(subscriber);
  }

  /** Call it after the last write of a transaction that has the show's row locked. */
  async publish(
    transaction: Transaction,
    showId: string,
    {
      isNew,
      pricedZones,
      waitingRoom = null,
    }: Pick<ShowChange, 'isNew' | 'pricedZones'> & Partial<Pick<ShowChange, 'waitingRoom'>>,
  ): Promise<void> {
    if (this.subscribers.length === 0) return;
    const [row] = await transaction.run<SaleTermsRow>(readSaleTerms, [showId]);
    if (row === undefined) throw new Error(`Show ${showId} is gone in the transaction that wrote it`);
    const terms = saleTermsOf(row);
    for (const subscriber of this.subscribers)
      await subscriber(transaction, { terms, isNew, pricedZones, waitingRoom });
  }
}
