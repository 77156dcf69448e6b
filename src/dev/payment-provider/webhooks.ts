import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type Faults, pause } from './faults';
import type { Journal } from './journal';
import { type Event, now } from './stripe-objects';
import { type Shapes, shapeOfEvent } from './stripe-shapes';

export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** The deliveries of an event: the HTTP status of every attempt, or null where nobody answered. */
export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly attempts: (number | null)[];
}

const IN_PROGRESS_MAX = 1000;
const REQUESTS_AT_ONCE_MAX = 16;
const ATTEMPTS_MAX = 16;
const RETRY_MS_MAX = 60_000;
const ANSWER_MS_MAX = 10_000;
const HELD_BACK_MS_MAX = 600_000;
const DELIVERIES_KEPT_MAX = 10_000;

/**
 * Delivers events to the merchant's endpoint: signed as Stripe signs them, retried with growing pauses until the answer
 * is 2xx, in no promised order. Events that were not delivered before a restart are delivered after it.
 */
export class Webhooks {
  private endpoint: WebhookEndpoint | null = null;
  private readonly inProgress = new Map<string, Promise<void>>();
  private readonly deliveries = new Map<string, Delivery>();
  private readonly heldBack = new Set<AbortController>();
  private readonly queue: (() => void)[] = [];
  private requestsNow = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly journal: Journal,
    private readonly faults: Faults,
    private readonly shapes: Shapes,
    private readonly firstRetryMs: number,
  ) {
    // Every waiting event listens to it; their number is bounded above.
    setMaxListeners(0, this.stopping.signal);
  }

  register(endpoint: WebhookEndpoint): void {
    this.endpoint = endpoint;
    this.nudge();
  }

  /** Starts to deliver events that are not yet being delivered. */
  nudge(): void {
    if (this.endpoint === null || this.stopping.signal.aborted) return;
    for (const event of this.journal.undeliveredEvents()) {
      if (this.inProgress.size >= IN_PROGRESS_MAX) return;
      if (this.inProgress.has(event.id)) continue;
      const course = this.deliver(event).finally(() => {
        this.inProgress.delete(event.id);
        // The others wait until one is finished.
        if (this.inProgress.size === IN_PROGRESS_MAX - 1) this.nudge();
      });
      this.inProgress.set(event.id, course);
    }
  }

  /** Delivers an event once more, whatever happened before. False where it was not accepted or is unknown. */
  async redeliver(eventId: string): Promise<boolean> {
    const event = this.journal.events.get(eventId);
    return event !== undefined && (await this.post(event));
  }

  /** The latest deliveries, oldest first. */
  list(): Delivery[] {
    return [...this.deliveries.values()];
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.inProgress.values());
  }

  private async deliver(event: Event): Promise<void> {
    const stop = this.stopping.signal;
    const injected = this.faults.forEvent(event.type);
    switch (injected?.fault.kind) {
      case 'webhook-never':
        return this.journal.markDelivered(event.id);
      case 'webhook-late':
        await injected.wait(injected.fault.ms, stop);
        break;
      case 'webhook-out-of-order': {
        const untilAnother = new AbortController();
        this.heldBack.add(untilAnother);
        await injected.wait(HELD_BACK_MS_MAX, AbortSignal.any([stop, untilAnother.signal]));
        this.heldBack.delete(untilAnother);
        break;
      }
      case 'webhook-twice':
        // The second one is not tried again: the first is.
        await Promise.all([this.post(event), this.deliverUntilAccepted(event)]);
        return;
      case undefined:
        break;
    }
    await this.deliverUntilAccepted(event);
  }

  private async deliverUntilAccepted(event: Event): Promise<void> {
    const stop = this.stopping.signal;
    for (let attempt = 0; attempt < ATTEMPTS_MAX && !stop.aborted; attempt += 1) {
      if (await this.post(event)) {
        this.journal.markDelivered(event.id);
        for (const held of this.heldBack) held.abort();
        return;
      }
      await pause(Math.min(this.firstRetryMs * 2 ** attempt, RETRY_MS_MAX), stop);
    }
    // As Stripe does after three days: the merchant has to ask for the event.
    if (!stop.aborted) this.journal.markDelivered(event.id);
  }

  private async post(event: Event): Promise<boolean> {
    const { endpoint } = this;
    if (endpoint === null) return false;
    const body = JSON.stringify(shapeOfEvent(event, this.shapes));
    await this.takeTurn();
    let status: number | null = null;
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': sign(body, endpoint.secret) },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
        redirect: 'manual',
      });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // Nobody answered, or not in time: the same as a refusal, it is tried again.
    } finally {
      this.giveTurn();
    }
    this.note(event, status);
    return status !== null && status >= 200 && status < 300;
  }

  private note(event: Event, status: number | null): void {
    const delivery = this.deliveries.get(event.id) ?? { eventId: event.id, type: event.type, attempts: [] };
    delivery.attempts.push(status);
    this.deliveries.set(event.id, delivery);
    const [oldest] = this.deliveries.keys();
    if (this.deliveries.size > DELIVERIES_KEPT_MAX && oldest !== undefined) this.deliveries.delete(oldest);
  }

  private async takeTurn(): Promise<void> {
    if (this.requestsNow >= REQUESTS_AT_ONCE_MAX) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.requestsNow += 1;
  }

  /** Hands the turn to the one that has waited longest. */
  private giveTurn(): void {
    const next = this.queue.shift();
    if (next === undefined) this.requestsNow -= 1;
    else next();
  }
}

/** Stripe's scheme: HMAC-SHA256 over the time, a dot and the body. */
function sign(body: string, secret: string): string {
  const time = now();
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}
