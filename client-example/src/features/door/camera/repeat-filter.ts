/** A code that stays before the camera, or shakes out of sight for a moment, is one scan. */
const AWAY_MS = 2000;

export class RepeatFilter {
  private text = '';
  private seenMs = Number.NEGATIVE_INFINITY;

  /** Whether a text that the camera reads now is a scan of its own. */
  isNew(text: string, nowMs: number): boolean {
    const isSame = text === this.text && nowMs - this.seenMs < AWAY_MS;
    this.text = text;
    this.seenMs = nowMs;
    return !isSame;
  }
}
