/**
 * What a caller may do. A caller may have several roles; a guest session has `buyer`. An `organizer` may run shows of their
 * own; what a `member` may do, their memberships in organizations say.
 */
export const roles = ['buyer', 'organizer', 'member', 'scanner', 'admin'] as const;

export type Role = (typeof roles)[number];

export const isRole = (word: unknown): word is Role => roles.some((role) => role === word);
