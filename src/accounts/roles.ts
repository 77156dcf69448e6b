/** What a caller may do. A caller may have several roles; a guest session has `buyer`. */
export const roles = ['buyer', 'organizer', 'scanner', 'admin'] as const;

export type Role = (typeof roles)[number];

export const isRole = (word: unknown): word is Role => roles.some((role) => role === word);
