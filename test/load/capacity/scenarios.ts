/** What is assumed of an on-sale. Each line may be changed: `npm run capacity -- --set stadium.people=300000`. */
export interface Assumptions {
  /** Everybody who comes, and how many of them are there in the busiest minute. */
  readonly people: number;
  readonly peakShare: number;
  readonly shows: number;
  readonly seatsPerShow: number;
  /** From the opening until the last seat is sold, at the pace of the busiest minute. */
  readonly minutesToSellOut: number;
  readonly seatsPerOrder: number;
  /** Of those who get a hold, so many buy; of those who ask for seats, so many get them. */
  readonly buyersOfHolders: number;
  readonly holdersOfTries: number;
  /** Of those who are there, so many wait in the waiting room with an open socket; the others look at the map. */
  readonly waitingShare: number;
  /** Of those who look at the map, so many follow it over a socket. */
  readonly watchersShare: number;
  /** How often a person reads the statuses of a map, and a page of the programme, in the busiest minute. */
  readonly mapReadsPerMinute: number;
  readonly pagesPerMinute: number;
  /** Of maps and geometries, what a CDN answers; 0 without one. */
  readonly cdnShare: number;
}

/** What no benchmark has measured by itself, and how the service gathers. */
export interface Model {
  /** Of the time of a purchase, and of a page, what PostgreSQL takes; the rest is the API's. */
  readonly purchaseInPostgres: number;
  readonly pageInPostgres: number;
  /** What Redis takes for each change, hold and purchase: a stream entry, a rate limit, a publication. */
  readonly redisUs: number;
  /** Changes of a show that are on their way together are one message: at most so many reach a watcher in a second. */
  readonly messagesPerSecondMax: number;
  /** How busy the sending to watchers may keep a process, which also does everything else. */
  readonly feedBusyMax: number;
}

/** What there is to run it on. */
export interface Machines {
  readonly apiCores: number;
  readonly postgresCores: number;
  /** How busy a machine may be at the peak. */
  readonly busyMax: number;
  /** How much faster one of its cores is than one of the machine that was measured. */
  readonly coreSpeed: number;
  readonly networkGbits: number;
  readonly socketsPerProcess: number;
}

export type ScenarioName = 'theatre' | 'stadium' | 'tour';

export const scenarios: Readonly<Record<ScenarioName, { readonly about: string; readonly assumptions: Assumptions }>> =
  {
    theatre: {
      about: 'A theatre of 1,350 seats, five thousand people',
      assumptions: {
        ...{ people: 5_000, peakShare: 0.8, shows: 1, seatsPerShow: 1_350, minutesToSellOut: 3, seatsPerOrder: 2.2 },
        ...{ buyersOfHolders: 0.8, holdersOfTries: 0.4, waitingShare: 0, watchersShare: 0.8 },
        ...{ mapReadsPerMinute: 2, pagesPerMinute: 1, cdnShare: 0 },
      },
    },
    stadium: {
      about: 'A stadium of 80,000 seats, two hundred thousand people',
      assumptions: {
        ...{ people: 200_000, peakShare: 0.8, shows: 1, seatsPerShow: 80_000, minutesToSellOut: 30, seatsPerOrder: 3 },
        ...{ buyersOfHolders: 0.8, holdersOfTries: 0.5, waitingShare: 0.85, watchersShare: 0.8 },
        ...{ mapReadsPerMinute: 3, pagesPerMinute: 1, cdnShare: 0.95 },
      },
    },
    tour: {
      about: 'A tour of fifty stadiums at one on-sale, fourteen million people',
      assumptions: {
        ...{ people: 14_000_000, peakShare: 0.5, shows: 50, seatsPerShow: 60_000, minutesToSellOut: 120 },
        ...{ seatsPerOrder: 3, buyersOfHolders: 0.8, holdersOfTries: 0.5, waitingShare: 0.97, watchersShare: 0.6 },
        ...{ mapReadsPerMinute: 3, pagesPerMinute: 0.5, cdnShare: 0.99 },
      },
    },
  };

export const machines: Machines = {
  ...{ apiCores: 16, postgresCores: 64, busyMax: 0.6, coreSpeed: 1, networkGbits: 10, socketsPerProcess: 20_000 },
};

export const model: Model = {
  ...{ purchaseInPostgres: 0.3, pageInPostgres: 0.5, redisUs: 60, messagesPerSecondMax: 25, feedBusyMax: 0.7 },
};
