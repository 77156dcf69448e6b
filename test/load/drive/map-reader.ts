import type { Api } from './api';
import { AVAILABILITY } from './documents';
import type { Snapshot } from './seat-copy';

/**
 * Reads a show's map for many: whoever asks while a reading runs shares the next one. Two thousand watchers that resync
 * together would otherwise measure how fast this process parses two thousand times the same half megabyte.
 */
export class MapReader {
  private running: Promise<Snapshot> | null = null;
  private next: Promise<Snapshot> | null = null;
  readCount = 0;

  constructor(
    private readonly api: Api,
    private readonly showId: string,
  ) {}

  /** A map as it was after this call. */
  read(): Promise<Snapshot> {
    if (this.running === null) return this.begin();
    this.next ??= this.running.catch(() => undefined).then(() => this.begin());
    return this.next;
  }

  private begin(): Promise<Snapshot> {
    this.next = null;
    const reading = this.readNow().finally(() => {
      if (this.running === reading) this.running = null;
    });
    this.running = reading;
    return reading;
  }

  private async readNow(): Promise<Snapshot> {
    this.readCount += 1;
    const answer = await this.api.ask(AVAILABILITY, { id: this.showId });
    if (answer.kind === 'error') throw new Error(`The map cannot be read: ${answer.code} ${answer.message}`);
    if (answer.data.show === null) throw new Error('The show is not there any more');
    return answer.data.show.availability;
  }
}
