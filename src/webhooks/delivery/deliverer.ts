import { runPeriodically, type Stop } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EndpointRow } from '../endpoints/endpoint';
import type { EventRow } from '../log/event';
import { attemptDelivery } from './attempt-delivery';
import { claimDue, readDueEndpoints } from './deliveries.sql';
import type { Claimed, Sending } from './delivery';
import { ResultRecorder } from './result-recorder';
import { RequestSender } from './send-request';

const LOOK_EVERY_MS = 250;
/** Requests of one process at a time, to all endpoints. */
const REQUESTS_MAX = 128;
/** To one endpoint. */
const REQUESTS_PER_ENDPOINT_MAX = 32;
/** To an endpoint whose last attempt failed: one that hangs occupies one place until it answers again. */
const REQUESTS_PER_FAILING_ENDPOINT_MAX = 1;
/** To all endpoints that fail, however many they are: the others always have places. */
const REQUESTS_TO_FAILING_MAX = REQUESTS_MAX / 2;
/** An attempt takes fifteen seconds at most. One whose process died is begun again after this. */
const LEASE_MS = 60_000;
const CLOSE_MS_MAX = 3000;

/** For tests. */
export interface DeliveryPace {
  /** How often new events and due deliveries are looked for. */
  readonly lookMs?: number;
  /** After how long a delivery is taken again whose process died. */
  readonly leaseMs?: number;
}

/** What this process sends to an endpoint now. Forgotten when nothing is under way. */
interface EndpointUse {
  requests: number;
  isFailing: boolean;
  /** Whether as much was taken as was allowed, so that there may be more. */
  mayHaveMore: boolean;
}

type ClaimedRow = Omit<Claimed, 'event' | 'type' | 'createdAt'> & {
  readonly deliveredType: Claimed['type'];
  readonly deliveryCreatedAt: Date;
} & { readonly [Column in keyof EventRow]: EventRow[Column] | null };

/**
 * Sends what is due. What, and when, is in the database, where each process takes as much as it may send: a statement
 * decides which process begins an attempt, so nothing is sent by two, and no queue can forget or hold up anything. An
 * endpoint that does not answer keeps its own places occupied and no others.
 */
export class Deliverer {
  private readonly uses = new Map<string, EndpointUse>();
  private readonly sender = new RequestSender();
  private readonly recorder: ResultRecorder;
  private readonly underWay = new Set<Promise<void>>();
  private looking: Promise<void> | undefined;
  private isLookWanted = false;
  private isStopping = false;

  constructor(
    private readonly context: WebhooksContext,
    private readonly pace: DeliveryPace,
  ) {
    this.recorder = new ResultRecorder(context);
  }

  get requestCount(): number {
    return this.underWay.size;
  }

  start(): Stop {
    const stopLooking = runPeriodically({
      everyMs: this.pace.lookMs ?? LOOK_EVERY_MS,
      work: () => this.look(),
      logger: this.context.logger,
      complaint: 'Due webhooks could not be read; they are looked for again',
    });
    return async () => {
      this.isStopping = true;
      await stopLooking();
      await this.looking?.catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS_MAX);
      });
      // What is cut off is sent again by another process.
      await Promise.race([Promise.all(this.underWay), late]);
      clearTimeout(timer);
      this.sender.close();
      await Promise.all(this.underWay);
    };
  }

  /** Takes what is due and may be sent now. Looks never overlap; one that is wanted meanwhile follows. */
  look(): Promise<void> {
    this.isLookWanted = true;
    this.looking ??= this.lookWhileWanted().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookWhileWanted(): Promise<void> {
    while (this.isLookWanted && !this.isStopping) {
      this.isLookWanted = false;
      await this.takeDue();
    }
  }

  private async takeDue(): Promise<void> {
    const { database, clock } = this.context;
    if (this.underWay.size >= REQUESTS_MAX) return;
    const now = clock.now();
    const due = await database.run<EndpointRow>(readDueEndpoints, [now]);
    const wanted = this.share(due);
    if (wanted.size === 0) return;
    const until = new Date(now.getTime() + (this.pace.leaseMs ?? LEASE_MS));
    const values = [[...wanted.keys()], [...wanted.values()], now, until];
    const rows = await database.run<ClaimedRow>(claimDue, values);
    const endpoints = new Map(due.map((endpoint) => [endpoint.id, endpoint]));
    for (const row of rows) {
      const endpoint = endpoints.get(row.endpointId);
      if (endpoint !== undefined) this.send({ endpoint, claimed: claimedOf(row) });
    }
    for (const [id, count] of wanted) {
      const use = this.uses.get(id);
      if (use !== undefined) use.mayHaveMore = rows.filter(({ endpointId }) => endpointId === id).length === count;
    }
  }

  /** How many deliveries to take for each endpoint. */
  private share(due: readonly EndpointRow[]): Map<string, number> {
    let places = REQUESTS_MAX - this.underWay.size;
    let placesOfFailing = REQUESTS_TO_FAILING_MAX;
    for (const use of this.uses.values()) if (use.isFailing) placesOfFailing -= use.requests;
    const wanted = new Map<string, number>();
    for (const endpoint of due) {
      const { requests, isFailing } = this.uses.get(endpoint.id) ?? {
        requests: 0,
        isFailing: endpoint.failingSince !== null,
      };
      const ofEndpoint = (isFailing ? REQUESTS_PER_FAILING_ENDPOINT_MAX : REQUESTS_PER_ENDPOINT_MAX) - requests;
      const count = Math.min(ofEndpoint, places, isFailing ? placesOfFailing : places);
      if (count <= 0) continue;
      wanted.set(endpoint.id, count);
      places -= count;
      if (isFailing) placesOfFailing -= count;
    }
    return wanted;
  }

  private send(sending: Sending): void {
    const { id, failingSince } = sending.endpoint;
    const use = this.uses.get(id) ?? { requests: 0, isFailing: failingSince !== null, mayHaveMore: false };
    this.uses.set(id, use);
    use.requests += 1;
    const work = this.sendAndRecord(sending, use).finally(() => {
      this.underWay.delete(work);
      if (use.requests === 0 && this.uses.get(id) === use) this.uses.delete(id);
      // Some at a time: each look costs two statements.
      const isHalfFree = use.isFailing || use.requests <= REQUESTS_PER_ENDPOINT_MAX / 2;
      if (use.mayHaveMore && isHalfFree && !this.isStopping) void this.look().catch(() => undefined);
    });
    this.underWay.add(work);
  }

  private async sendAndRecord({ endpoint, claimed }: Sending, use: EndpointUse): Promise<void> {
    const result = await attemptDelivery(this.context, this.sender, { endpoint, claimed });
    use.isFailing = result.kind !== 'Delivered';
    use.requests -= 1;
    await this.recorder.end(claimed, endpoint.failingSince !== null, result);
  }
}

function claimedOf(row: ClaimedRow): Claimed {
  const {
    endpointId,
    id,
    attempts,
    deliveredType,
    deliveryCreatedAt,
    position,
    showId,
    sequence,
    type,
    data,
    createdAt,
  } = row;
  const isEvent =
    position !== null && showId !== null && sequence !== null && type !== null && data !== null && createdAt !== null;
  return {
    ...{ endpointId, id, attempts, type: deliveredType, createdAt: deliveryCreatedAt },
    event: isEvent ? { position, showId, sequence, type, data, createdAt } : null,
  };
}
