import { z } from 'zod';
import type { NewPriceTier } from '../prices/write-price-tiers';
import { changeableFieldRules, type ExchangeRule, type ReturnStep, type SingleSeatRule } from '../shows/show-fields';

/** The settings of a waiting room that a show begins with. The module of waiting rooms knows the others. */
export interface DraftWaitingRoom {
  readonly admissionsPerMinute: number;
  readonly shopSize: number;
}

/** What is known of a show that is not published: as `createShow` has it, and each of it may be missing. */
export interface DraftTerms {
  readonly startsAt?: Date | null;
  readonly doorsAt?: Date | null;
  readonly salesOpenAt?: Date | null;
  readonly salesCloseAt?: Date | null;
  readonly refundUntil?: Date | null;
  readonly ticketsVisibleFrom?: Date | null;
  readonly accessibleReleaseAt?: Date | null;
  readonly returnSteps?: readonly ReturnStep[] | null;
  readonly returnFeeMinor?: number | null;
  /** The organizer has decided that buyers cannot return tickets. */
  readonly withoutReturns?: boolean | null;
  readonly exchangeRule?: ExchangeRule | null;
  readonly currency?: string | null;
  readonly seatMapVersion?: string | null;
  readonly priceTiers?: readonly NewPriceTier[] | null;
  readonly seatsPerBuyerMax?: number | null;
  readonly holdSeconds?: number | null;
  readonly allowsReentry?: boolean | null;
  readonly accessibleReleaseWhenSoldOut?: boolean | null;
  readonly singleSeatRule?: SingleSeatRule | null;
  readonly allowsSingleAtAisle?: boolean | null;
  /** The show has a waiting room from its publication on; null where it has none. */
  readonly waitingRoom?: DraftWaitingRoom | null;
}

/** UUIDs. */
export interface DraftRow {
  /** That of the show which it becomes. */
  readonly draftId: string;
  readonly organizerId: string;
  readonly eventId: string;
  readonly venueId: string;
  readonly seriesId: string | null;
  readonly terms: DraftTerms;
  readonly changedAt: Date;
}

/** The instants of the terms: JSON has them as texts. */
export const draftInstants = [
  ...(['startsAt', 'doorsAt', 'salesOpenAt', 'salesCloseAt'] as const),
  ...(['refundUntil', 'ticketsVisibleFrom', 'accessibleReleaseAt'] as const),
];

export type StoredDraft = Omit<DraftRow, 'terms'> & { readonly terms: Readonly<Record<string, unknown>> };

export function draftOf(row: StoredDraft): DraftRow {
  const instants = draftInstants.flatMap((field) => {
    const text = row.terms[field];
    return typeof text === 'string' ? [[field, new Date(text)]] : [];
  });
  // Written by `saveDraft` alone, after its rules.
  return { ...row, terms: { ...row.terms, ...Object.fromEntries(instants) } as DraftTerms };
}

/** Each field by itself; what must hold together is judged when the show is published. */
export const draftRules = z
  .object({
    ...changeableFieldRules,
    // The bounds of the waiting room itself.
    waitingRoom: z.object({ admissionsPerMinute: z.int().min(1).max(30_000), shopSize: z.int().min(1).max(100_000) }),
  })
  .partial()
  .loose();
