import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Operations of the API in which a fault can be injected. */
export const operations = [
  'payment_intents.create',
  'payment_intents.confirm',
  'payment_intents.cancel',
  'payment_intents.retrieve',
  'payment_intents.list',
  'payment_intents.search',
  'refunds.create',
  'refunds.retrieve',
  'refunds.list',
  'events.retrieve',
  'events.list',
] as const;
export type Operation = (typeof operations)[number];

const DELAY_MS_MAX = 600_000;
const ms = z.number().int().min(0).max(DELAY_MS_MAX);
const times = z.number().int().min(1).max(1_000_000).default(1);
const of = z.enum(operations);
const when = z.enum(['before-effect', 'after-effect']);

/** What can be injected. `times` is the number of requests, or events, that it affects. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The request waits. Before the effect: the effect comes when the caller may have given up. */
  z.object({ kind: z.literal('slow'), of, when, ms, times }),
  /** The connection breaks without an answer. */
  z.object({ kind: z.literal('cut'), of, when, times }),
  /**
   * An error of Stripe itself. After the effect it is kept under the idempotency key, as Stripe does, so that every
   * repeat gets it again although the effect is there.
   */
  z.object({
    kind: z.literal('error'),
    of,
    when,
    status: z.union([z.literal(500), z.literal(503), z.literal(429)]),
    times,
  }),
  /** How an event reaches the merchant. `eventType` narrows it to one type. */
  z.object({ kind: z.literal('webhook-twice'), eventType: z.string().optional(), times }),
  z.object({ kind: z.literal('webhook-late'), eventType: z.string().optional(), ms, times }),
  /** It waits until a later event has been delivered. */
  z.object({ kind: z.literal('webhook-out-of-order'), eventType: z.string().optional(), times }),
  z.object({ kind: z.literal('webhook-never'), eventType: z.string().optional(), times }),
]);

export type Fault = z.output<typeof faultSchema>;
/** A fault to inject: once where `times` is left out. */
export type FaultRequest = z.input<typeof faultSchema>;
export type ApiFault = Extract<Fault, { of: Operation }>;
export type WebhookFault = Exclude<Fault, ApiFault>;

interface Asked<F extends Fault = Fault> {
  readonly id: string;
  readonly fault: F;
  left: number;
  readonly withdrawn: AbortController;
}

/** A fault that affects one request or event. */
export interface InjectedFault<F extends Fault> {
  readonly fault: F;
  /** Waits; ends early where the fault is withdrawn or the signal says so. */
  wait(milliseconds: number, end: AbortSignal): Promise<void>;
}

const FAULTS_MAX = 1000;

/** The faults to inject, in order: the first that fits and is not used up is taken. */
export class Faults {
  private readonly asked = new Map<string, Asked>();

  ask(fault: Fault): string {
    if (this.asked.size >= FAULTS_MAX) throw new Error(`There are ${FAULTS_MAX} faults already`);
    const id = randomUUID();
    this.asked.set(id, { id, fault, left: fault.times, withdrawn: new AbortController() });
    return id;
  }

  /** All faults, with how many more times each will occur. Used up ones stay until they are withdrawn. */
  list(): { id: string; fault: Fault; left: number }[] {
    return [...this.asked.values()].map(({ id, fault, left }) => ({ id, fault, left }));
  }

  /** Ends one fault, or all; requests that wait because of it continue. */
  withdraw(id?: string): void {
    for (const asked of [...this.asked.values()]) {
      if (id !== undefined && asked.id !== id) continue;
      asked.withdrawn.abort();
      this.asked.delete(asked.id);
    }
  }

  forRequest(operation: Operation): InjectedFault<ApiFault> | null {
    return this.take((fault): fault is ApiFault => 'of' in fault && fault.of === operation);
  }

  forEvent(eventType: string): InjectedFault<WebhookFault> | null {
    return this.take(
      (fault): fault is WebhookFault =>
        !('of' in fault) && (fault.eventType === undefined || fault.eventType === eventType),
    );
  }

  private take<F extends Fault>(fits: (fault: Fault) => fault is F): InjectedFault<F> | null {
    for (const asked of this.asked.values()) {
      const { fault, withdrawn } = asked;
      if (asked.left === 0 || !fits(fault)) continue;
      asked.left -= 1;
      return { fault, wait: (milliseconds, end) => pause(milliseconds, AbortSignal.any([end, withdrawn.signal])) };
    }
    return null;
  }
}

/** Waits, or returns early where the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
