import type { Group } from './group';

/** A group that is open or about to be, and how many clients want it. */
export interface HeldGroup {
  readonly opened: Promise<Group>;
  /** To be called once by each who held it; the last one closes the group. */
  release(): void;
}

interface Entry extends HeldGroup {
  holders: number;
}

/** The groups by their key. One is opened by the first who asks, and everyone who asks meanwhile waits for the same. */
export class Groups {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  hold(key: string, open: (release: () => void) => Promise<Group>): HeldGroup {
    const entry = this.#entries.get(key) ?? this.#enter(key, open);
    entry.holders += 1;
    return entry;
  }

  #enter(key: string, open: (release: () => void) => Promise<Group>): Entry {
    const release = () => {
      entry.holders -= 1;
      if (entry.holders > 0) return;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      entry.opened.then(
        (group) => group.close(),
        () => undefined,
      );
    };
    const entry: Entry = { opened: open(release), release, holders: 0 };
    this.#entries.set(key, entry);
    return entry;
  }
}
