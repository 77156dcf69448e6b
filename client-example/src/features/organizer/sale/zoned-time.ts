/** What a clock on the wall of the venue shows, as `datetime-local` has it: `2026-12-12T20:00`. */
export function wallTimeOf(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant at which the clock of the venue shows this time; null where it is no time. Where clocks go back the earlier of
 * both instants, where they go forward and never show it the instant by the clock from before.
 */
export function instantOf(wallTime: string, timeZone: string): string | null {
  const asUtc = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (instantMs: number) =>
    Date.parse(`${wallTimeOf(new Date(instantMs).toISOString(), timeZone)}Z`) - Math.floor(instantMs / 60_000) * 60_000;
  // The offset a day before and after are those of both sides of a change, if there is one.
  const offsets = [offsetAt(asUtc - 86_400_000), offsetAt(asUtc + 86_400_000)];
  const candidates = offsets.map((offset) => asUtc - offset).sort((a, b) => a - b);
  const shown = candidates.find((ms) => wallTimeOf(new Date(ms).toISOString(), timeZone) === wallTime.slice(0, 16));
  return new Date(shown ?? asUtc - (offsets[0] ?? 0)).toISOString();
}
