import type { Group } from './group';

export interface HeldGroup {
  readonly group: Group;
  /** The last one to release closes the group. */
  release(): void;
}

interface Entry {
  readonly opening: Promise<{ readonly group: Group; release(): void }>;
  holders: number;
}

/** The groups by their key. One is opened by the first who asks, and everyone who asks meanwhile waits for the same. */
export class Groups {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  async hold(key: string, open: () => Promise<{ readonly group: Group; release(): void }>): Promise<HeldGroup> {
    const entry = this.#entries.get(key) ?? { opening: open(), holders: 0 };
    this.#entries.set(key, entry);
    entry.holders += 1;
    const release = () => {
      entry.holders -= 1;
      if (entry.holders > 0) return;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      entry.opening.then(
        ({ group, release: releaseWatch }) => {
          group.close();
          releaseWatch();
        },
        () => undefined,
      );
    };
    try {
      const { group } = await entry.opening;
      return { group, release };
    } catch (error) {
      release();
      throw error;
    }
  }
}
