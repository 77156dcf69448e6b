const KEY = 'frontrow.organizer';

/** The token of an organizer, kept in this tab alone. */
export const organizerToken = {
  read: (): string | null => sessionStorage.getItem(KEY),
  keep: (token: string) => sessionStorage.setItem(KEY, token),
  forget: () => sessionStorage.removeItem(KEY),
};
