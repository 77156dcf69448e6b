import { z } from 'zod';
import { chargeFault, currencyOf } from '../../platform';
import { parseInput, text } from '../parse-input';
import type { NewPriceTier } from './write-price-tiers';

export const ZONE_LENGTH_MAX = 60;
export const TIER_NAME_LENGTH_MAX = 60;
export const PRICE_TIERS_MAX = 50;

const priceTiers = z
  .array(
    z.object({
      zone: text(ZONE_LENGTH_MAX),
      name: text(TIER_NAME_LENGTH_MAX),
      amountMinor: z.int().min(0, 'must not be negative'),
    }),
  )
  .min(1, 'must have a price at least')
  .max(PRICE_TIERS_MAX, `may have ${PRICE_TIERS_MAX} prices`)
  .refine((tiers) => new Set(tiers.map(({ zone }) => zone)).size === tiers.length, 'prices a zone twice');

/** Zones by name, as the prices have them. @throws BAD_USER_INPUT with every fault */
export const parsePriceZones = (input: unknown): readonly string[] =>
  parseInput(z.object({ removePriceZones: z.array(text(ZONE_LENGTH_MAX)).max(PRICE_TIERS_MAX) }), {
    removePriceZones: input,
  }).removePriceZones;

/**
 * Prices in a currency. Each is 0, which is free, or an amount that the payment provider charges: a price that nobody
 * could pay is refused when it is set, not when a buyer pays.
 *
 * @throws BAD_USER_INPUT with every fault
 */
export function parsePriceTiers(input: unknown, currency: string): readonly NewPriceTier[] {
  return parseInput(z.object({ currency: knownCurrency, priceTiers: payable(currency) }), {
    currency,
    priceTiers: input,
  }).priceTiers;
}

export const knownCurrency = z.string().refine((code) => currencyOf(code) !== null, {
  error: ({ input }) => `is not a currency in which money can be taken: ${input}`,
});

const payable = (currency: string) =>
  priceTiers.check(({ value, issues }) => {
    if (currencyOf(currency) === null) return;
    for (const [index, { amountMinor }] of value.entries()) {
      const message = amountMinor < 0 ? null : chargeFault({ amountMinor, currency });
      if (message !== null) issues.push({ code: 'custom', path: [index, 'amountMinor'], message, input: amountMinor });
    }
  });
