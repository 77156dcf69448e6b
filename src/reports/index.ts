/**
 * Figures for organizers, read from the tables in which the sale itself is decided. Nobody depends on this module, and it
 * changes nothing.
 *
 * There are no counters to keep: one statement reads seats, orders and the provider's ledger in one snapshot, so that
 * the figures agree with each other at every moment, whatever is sold meanwhile.
 */
import type { AppModule, Platform } from '../platform';
import { SalesFiguresResolver } from './sales-figures.resolver';

export type Reports = AppModule;

export function openReports({ database, clock }: Platform): Reports {
  return { resolvers: [new SalesFiguresResolver(database, clock)] };
}
