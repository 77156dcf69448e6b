import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Stop } from './lifecycle';

let processRegistry: Registry | undefined;

/**
 * What prom-client measures of the process: processor, memory, garbage collection, event loop lag. Once per process,
 * because its observers cannot be stopped.
 */
function ofProcess(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry, eventLoopMonitoringPrecision: 20 });
  }
  return processRegistry;
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What `/metrics` shows. One registry per app, so that two apps in one process do not share figures. */
export class Metrics {
  readonly registry = new Registry();

  readonly operations = new Histogram({
    name: 'frontrow_graphql_operation_seconds',
    help: 'GraphQL operations by root field, transport and outcome (ok, or the code of the error)',
    labelNames: ['operation', 'transport', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  /** Registers a counter of this app. */
  counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** Registers a gauge whose value is read at each scrape. Those of several processes are added, or the highest counts. */
  gauge(name: string, help: string, read: () => number, aggregator: 'sum' | 'max' = 'sum'): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Starts to measure the process. */
  start(): Stop {
    ofProcess();
    return async () => this.registry.clear();
  }

  /** Those of the process, and those of the app. */
  registries(): Registry[] {
    return [ofProcess(), this.registry];
  }

  /** In the text format of Prometheus. */
  async read(): Promise<string> {
    const parts = await Promise.all(this.registries().map((registry) => registry.metrics()));
    return parts.join('\n');
  }
}
