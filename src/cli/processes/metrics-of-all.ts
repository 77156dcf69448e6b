/** The figures of all processes in one answer, whichever of them is asked. prom-client adds them up in the primary. */
import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { PrimaryMessage, WorkerMessage } from './messages';

const ANSWER_MS_MAX = 8000;

/** In the primary: answers the processes that ask. */
export function answerMetrics(): void {
  const ofAll = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: WorkerMessage) => {
    if (message.kind !== 'ReadMetrics') return;
    const { requestId } = message;
    const answer = (text: string | null) => worker.isConnected() && worker.send({ kind: 'Metrics', requestId, text });
    ofAll.clusterMetrics().then(answer, () => answer(null));
  });
}

/** In a process that serves: shares its figures, and returns how to read those of all. */
export function shareMetrics(registries: Registry[]): () => Promise<string> {
  // Made for its listener, which answers the primary.
  new AggregatorRegistry();
  AggregatorRegistry.setRegistries(registries);
  const asked = new Map<number, (text: string | null) => void>();
  let lastRequestId = 0;
  process.on('message', (message: PrimaryMessage) => {
    if (message.kind === 'Metrics') asked.get(message.requestId)?.(message.text);
  });
  return async () => {
    lastRequestId += 1;
    const requestId = lastRequestId;
    let late: NodeJS.Timeout | undefined;
    const text = await new Promise<string | null>((resolve) => {
      asked.set(requestId, resolve);
      late = setTimeout(() => resolve(null), ANSWER_MS_MAX);
      process.send?.({ kind: 'ReadMetrics', requestId });
    });
    clearTimeout(late);
    asked.delete(requestId);
    if (text === null) throw new Error('The metrics of the other processes could not be read in time');
    return text;
  };
}
