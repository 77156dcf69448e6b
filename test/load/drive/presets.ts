import type { ShowWish } from './find-show';

/** Numbers of a run. Each can be set by an option of the same name. */
export interface Numbers {
  readonly buyers: number;
  readonly rate: number;
  readonly ramp: number;
  readonly seconds: number;
  readonly watchers: number;
  readonly cuts: number;
  readonly think: number;
  readonly tries: number;
  readonly abandon: number;
  readonly vanish: number;
  readonly ownMaps: number;
  readonly patience: number;
}

export interface Preset extends Numbers {
  readonly about: string;
  readonly wish: ShowWish;
  readonly party: string;
  readonly choose: string;
  readonly pay: string;
}

const people = {
  ...{ think: 2, tries: 5, abandon: 0.08, vanish: 0.02, ownMaps: 1, patience: 60, cuts: 0 },
  party: '1=15,2=50,3=15,4=20',
  choose: 'together=50,near-stage=30,random=10,same-few=10',
  pay: 'card=80,declined=5,no-funds=5,bank=8,bank-refuses=2',
};
const anyHall: ShowWish = { seatsMin: 200, seatsMax: 20_000, waitingRoom: false };
const theatre: ShowWish = { seatsMin: 1_000, seatsMax: 2_000, waitingRoom: false };

export const presets = {
  smoke: {
    ...people,
    about: 'A few buyers and watchers for a few seconds: does it all work?',
    ...{ wish: theatre, buyers: 60, rate: 12, ramp: 1, seconds: 30, watchers: 25, think: 0.3, cuts: 1 },
  },
  'theatre-rush': {
    ...people,
    about: 'A theatre of 1,350 seats sells out in half a minute, with more buyers than seats.',
    ...{ wish: theatre, buyers: 1_000, rate: 40, ramp: 5, seconds: 120, watchers: 200, think: 1, cuts: 2 },
  },
  'stadium-on-sale': {
    ...people,
    about: 'A stadium of 50,000 seats is filled before thousands of watchers.',
    ...{ wish: { seatsMin: 45_000, seatsMax: 60_000, waitingRoom: false } },
    ...{ buyers: 30_000, rate: 25, ramp: 20, seconds: 900, watchers: 2_000, think: 1.5, cuts: 2 },
    ...{ abandon: 0.03, vanish: 0, ownMaps: 0.02, tries: 20 },
    party: '4=20,5=20,6=60',
    choose: 'together=85,near-stage=8,random=5,same-few=2',
    pay: 'card=90,declined=3,no-funds=2,bank=4,bank-refuses=1',
  },
  watchers: {
    ...people,
    about: 'Very many who only watch, and a few who buy, so that there is something to see.',
    ...{ wish: anyHall, buyers: 600, rate: 10, ramp: 5, seconds: 60, watchers: 3_000, cuts: 10 },
  },
  'waiting-room': {
    ...people,
    about: 'Buyers come faster than the waiting room lets them in.',
    ...{ wish: { seatsMin: 200, seatsMax: 200_000, waitingRoom: true }, buyers: 600, rate: 30, ramp: 5, seconds: 60 },
    ...{ watchers: 100, patience: 45 },
  },
  soak: {
    ...people,
    about: 'Twenty minutes against two processes, while one part after the other fails.',
    ...{ wish: { seatsMin: 45_000, seatsMax: 60_000, waitingRoom: false }, buyers: 100_000, rate: 8, ramp: 10 },
    ...{ seconds: 1_200, watchers: 200, think: 1, cuts: 0.5, abandon: 0.2, ownMaps: 0.02 },
  },
  failover: {
    ...people,
    about: 'Five minutes against two processes, a Redis Cluster and a replica; one of each is killed.',
    ...{ wish: { seatsMin: 45_000, seatsMax: 60_000, waitingRoom: false }, buyers: 100_000, rate: 8, ramp: 10 },
    ...{ seconds: 300, watchers: 200, think: 1, cuts: 0.5, abandon: 0.2, ownMaps: 0.02 },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
