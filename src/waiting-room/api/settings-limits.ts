/** The bounds of what an organizer may configure, inclusive. The checks of the table `waiting_room` are the same. */
export const settingsLimits = {
  admissionsPerMinute: { min: 1, max: 30_000 },
  shopSize: { min: 1, max: 100_000 },
  insideSeconds: { min: 30, max: 7200 },
  graceSeconds: { min: 10, max: 3600 },
} as const;

export const PAUSE_REASON_LENGTH_MAX = 300;
