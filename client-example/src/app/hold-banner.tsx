export function HoldBanner() {
  return null;
}
