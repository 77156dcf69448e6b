import type { Assumptions, Machines, Model } from './scenarios';
import type { UnitCosts } from './unit-costs';

/** What happens at the peak, each second. */
export interface Demand {
  readonly holds: number;
  readonly purchases: number;
  readonly changes: number;
  readonly mapReads: number;
  readonly pages: number;
  readonly messages: number;
  readonly waiting: number;
  readonly watchers: number;
}

export type LimitName = 'postgres' | 'api' | 'network' | 'sockets' | 'feed';

/** How much of one thing is needed, in what there is of it. */
export interface Limit {
  readonly name: LimitName;
  /** Of one machine, or of what cannot be divided: above 1 it needs more. */
  readonly load: number;
}

export interface Capacity {
  readonly demand: Demand;
  readonly apiCores: number;
  readonly apiMachines: number;
  readonly postgresCores: number;
  readonly redisCores: number;
  readonly gbits: number;
  /** Without a CDN. */
  readonly gbitsWithoutCdn: number;
  readonly sockets: number;
  readonly socketGigabytes: number;
  /** What is nearest to its end where there are as many API machines as are needed; the nearest first. */
  readonly limits: readonly Limit[];
}

export function planCapacity(given: Assumptions, machines: Machines, model: Model, costs: UnitCosts): Capacity {
  const demand = demandOf(given, model);
  const seconds = (us: number) => us / 1e6 / machines.coreSpeed;
  const { holds, purchases, changes, mapReads, pages, messages, waiting, watchers } = demand;
  const mapsOfOrigin = mapReads * (1 - given.cdnShare);
  const apiCores = seconds(
    holds * costs.holdUs +
      purchases * costs.purchaseUs * (1 - model.purchaseInPostgres) +
      mapsOfOrigin * costs.mapUs +
      pages * costs.pageUs * (1 - model.pageInPostgres) +
      messages * costs.messageUs +
      waiting * costs.waitingUs,
  );
  const postgresCores = seconds(
    holds * costs.holdInPostgresUs +
      purchases * costs.purchaseUs * model.purchaseInPostgres +
      pages * costs.pageUs * model.pageInPostgres,
  );
  const redisCores = seconds((changes + holds + purchases) * model.redisUs);
  const size = given.seatsPerShow / 50_000;
  const bits = (maps: number) => (maps * costs.mapBytes * size + messages * costs.messageBytes) * 8;
  // Geometries never change: each is read once by each person, and a CDN has them for good.
  const geometryBits = (peakPerSecond(given) / 10) * costs.geometryBytes * size * 8;
  const gbits = (bits(mapsOfOrigin) + geometryBits * (1 - given.cdnShare)) / 1e9;
  const sockets = waiting + watchers;
  const machineCores = machines.apiCores * machines.busyMax;
  const apiMachines = Math.max(
    1,
    Math.ceil(apiCores / machineCores),
    Math.ceil(gbits / (machines.networkGbits * machines.busyMax)),
    Math.ceil(sockets / (machines.socketsPerProcess * machines.apiCores)),
  );
  const processes = apiMachines * machines.apiCores;
  const limits: Limit[] = [
    { name: 'postgres', load: postgresCores / (machines.postgresCores * machines.busyMax) },
    { name: 'api', load: apiCores / (apiMachines * machineCores) },
    { name: 'network', load: gbits / (apiMachines * machines.networkGbits * machines.busyMax) },
    { name: 'sockets', load: sockets / (processes * machines.socketsPerProcess) },
    { name: 'feed', load: seconds((messages / processes) * costs.messageUs) / model.feedBusyMax },
  ];
  return {
    demand,
    ...{ apiCores, apiMachines, postgresCores, redisCores, gbits, sockets },
    gbitsWithoutCdn: (bits(mapReads) + geometryBits) / 1e9,
    socketGigabytes: (sockets * costs.socketBytes) / 1e9,
    limits: limits.sort((one, other) => other.load - one.load),
  };
}

function demandOf(given: Assumptions, { messagesPerSecondMax }: Model): Demand {
  const there = given.people * given.peakShare;
  const waiting = there * given.waitingShare;
  const looking = there - waiting;
  const watchers = looking * given.watchersShare;
  const ordersPerSecond = (given.shows * given.seatsPerShow) / given.seatsPerOrder / (given.minutesToSellOut * 60);
  const held = ordersPerSecond / given.buyersOfHolders;
  // A hold, its end or its purchase: each is a change that watchers see.
  const changes = held + ordersPerSecond + (held - ordersPerSecond);
  const changesPerShow = changes / given.shows;
  return {
    holds: held / given.holdersOfTries,
    purchases: ordersPerSecond,
    changes,
    mapReads: (looking * given.mapReadsPerMinute) / 60,
    pages: (looking * given.pagesPerMinute) / 60,
    messages: watchers * Math.min(changesPerShow, messagesPerSecondMax),
    waiting,
    watchers,
  };
}

/** Who comes in a second of the busiest minute. */
const peakPerSecond = ({ people, peakShare }: Assumptions): number => (people * peakShare) / 60;
