/** The bounds of an event's texts, in UTF-16 code units. */
export const EVENT_NAME_LENGTH_MAX = 200;
export const DESCRIPTION_LENGTH_MAX = 10_000;
export const CATEGORY_LENGTH_MAX = 60;
export const PERFORMER_LENGTH_MAX = 200;
export const PERFORMERS_MAX = 50;
