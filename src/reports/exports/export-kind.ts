import type { ShowPermission } from '../../organizations';

export const exportKinds = ['ORDERS', 'TICKETS', 'SCANS', 'FIGURES'] as const;
export type ExportKind = (typeof exportKinds)[number];

/**
 * Grows when a column goes, comes or means something else. `docs/organizer-figures.md` lists the columns. Since 2 the
 * sections and zones of the figures have money.
 */
export const EXPORT_VERSION = 2;

/** Addresses and names of buyers are for those who sell. */
export const permissionOf: Readonly<Record<ExportKind, ShowPermission>> = {
  ORDERS: 'sell',
  TICKETS: 'sell',
  SCANS: 'figures',
  FIGURES: 'figures',
};

export const fileOf = (kind: ExportKind): string => `${kind.toLowerCase()}.csv`;
export const kindOfFile = (file: string): ExportKind | null =>
  exportKinds.find((kind) => fileOf(kind) === file) ?? null;

/** The columns of each file, in their order. */
export const exportColumns: Readonly<Record<ExportKind, readonly string[]>> = {
  ORDERS: [
    'order_number',
    'order_id',
    'status',
    'channel',
    'email',
    'created_at',
    'seat_count',
    'seats',
    'total',
    'paid',
    'refunded',
    'currency',
  ],
  TICKETS: [
    'ticket_id',
    'order_number',
    'seat',
    'section',
    'row',
    'number',
    'holder_name',
    'email',
    'price',
    'currency',
    'issued_at',
    'ended_at',
    'end_reason',
    'is_inside',
  ],
  SCANS: [
    'scan_id',
    'scanned_at',
    'recorded_at',
    'gate',
    'device',
    'direction',
    'result',
    'passed',
    'is_offline',
    'ticket_id',
    'seat',
  ],
  FIGURES: [
    'part',
    'name',
    'places',
    'free',
    'held',
    'reserved',
    'sold',
    'blocked',
    'orders',
    'tickets',
    'gross',
    'refunded',
    'currency',
    'as_of',
  ],
};
