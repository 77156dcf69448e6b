import type { SeenNotices } from './gate/gate-notices';

const KEY = 'frontrow.door.seen';

/** Which notices somebody at this device has seen. */
export const seenNotices: SeenNotices = {
  read() {
    try {
      const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
      return Array.isArray(ids) ? ids.map(String) : [];
    } catch {
      return [];
    }
  },
  write: (ids) => localStorage.setItem(KEY, JSON.stringify(ids)),
};
