import type { BroadcastGroup } from './broadcast-group';

/** A counted reference to a group that is open or about to be. */
export interface GroupHandle {
  readonly opened: Promise<BroadcastGroup>;
  /** To be called once for each `acquire`; the last call closes the group. */
  release(): void;
}

interface Entry extends GroupHandle {
  references: number;
}

/** The groups by their key. The first client opens a group, and clients that come meanwhile wait for the same one. */
export class BroadcastGroups {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  acquire(key: string, open: (release: () => void) => Promise<BroadcastGroup>): GroupHandle {
    const entry = this.#entries.get(key) ?? this.#add(key, open);
    entry.references += 1;
    return entry;
  }

  #add(key: string, open: (release: () => void) => Promise<BroadcastGroup>): Entry {
    const release = () => {
      entry.references -= 1;
      if (entry.references > 0) return;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      entry.opened.then(
        (group) => group.close(),
        () => undefined,
      );
    };
    const entry: Entry = { opened: open(release), release, references: 0 };
    this.#entries.set(key, entry);
    return entry;
  }
}
