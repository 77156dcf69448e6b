/** What is chosen on a map, and what a press does: a buyer's seats, or those that an organizer marks. */
export interface MapSelection {
  readonly chosen: readonly number[];
  /** Those that others took since the last choice. */
  readonly lost: readonly number[];
  /** Whether a press on this seat does anything. */
  mayPress(index: number): boolean;
  has(index: number): boolean;
  press(index: number): unknown;
  subscribe(listener: () => void): () => void;
}
