/** An exact sum: `amountMinor` is an integer in the smallest unit of `currency` (ISO 4217). */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}
