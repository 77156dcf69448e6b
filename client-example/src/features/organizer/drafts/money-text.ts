const digitsOf = (currency: string): number => {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
};

/** `25.50` or `25,50` in the smallest unit of the currency; null for what is no amount in it. */
export function amountOf(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  const [, whole = '', part = ''] = found ?? [];
  if (found === null || part.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0);
}

/** How a field shows an amount: `25`, `25.50`. */
export function amountText(amountMinor: number, currency: string): string {
  const digits = digitsOf(currency);
  const unit = 10 ** digits;
  return amountMinor % unit === 0 ? String(amountMinor / unit) : (amountMinor / unit).toFixed(digits);
}
