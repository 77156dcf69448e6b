/** What a service process uses, as its `/metrics` reports. */
export interface ServiceUse {
  readonly bytes: number;
  /** One is a whole processor. */
  readonly processorShare: number;
}

const ASK_MS = 2000;

/** Asks `/metrics` now and then. A service that hides it is not measured. */
export class ServiceUsage {
  use: ServiceUse | null = null;
  private last: { readonly atMs: number; readonly processorSeconds: number } | null = null;
  private readonly timer: NodeJS.Timeout;
  private asking = false;

  constructor(private readonly url: string) {
    this.timer = setInterval(() => void this.ask(), ASK_MS);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const response = await fetch(new URL('/metrics', this.url), { signal: AbortSignal.timeout(ASK_MS) });
      const text = await response.text();
      const read = (name: string) => Number(new RegExp(`^${name} ([\\d.e+]+)$`, 'm').exec(text)?.[1]);
      const [bytes, processorSeconds] = [read('process_resident_memory_bytes'), read('process_cpu_seconds_total')];
      if (!Number.isFinite(bytes) || !Number.isFinite(processorSeconds)) return;
      const atMs = performance.now();
      if (this.last !== null) {
        const seconds = (atMs - this.last.atMs) / 1000;
        this.use = { bytes, processorShare: (processorSeconds - this.last.processorSeconds) / seconds };
      }
      this.last = { atMs, processorSeconds };
    } catch {
      // A service under load may be late with its metrics; the next asking comes.
    } finally {
      this.asking = false;
    }
  }
}
