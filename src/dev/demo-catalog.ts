/** The demo data as plain values: invented venues, performers and events. `demo-data.ts` writes them as rows. */
import type { VenueKind } from './venues/generate-venue-map';

export interface DemoVenue {
  readonly name: string;
  readonly kind: VenueKind;
  readonly address: string;
  readonly city: string;
  readonly countryCode: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Shows that demonstrate a case, so that somebody who tries the API finds each of them. */
export type DemoCase =
  /** On sale with a waiting room that admits two buyers a second, and twenty at the same time. */
  | 'waitingRoom'
  /** The sale opens two minutes after the start, with a waiting room. */
  | 'opensSoon'
  /** A hold lasts fifteen seconds. */
  | 'shortHolds'
  | 'soldOut'
  | 'cancelled'
  | 'paused'
  /** The sale opens in some weeks. */
  | 'announced';

export interface DemoShow {
  /** Name of the venue. */
  readonly venue: string;
  /** Days from the start, at this hour of the venue's day. */
  readonly day: number;
  readonly hour: number;
  /** Share of the seats that is sold; 0 if omitted. */
  readonly sold?: number;
  readonly is?: DemoCase;
}

export interface DemoEvent {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly performers: readonly string[];
  readonly currency: string;
  /** Price of the most expensive seats, in the smallest unit of the currency. */
  readonly priceMaxMinor: number;
  readonly seatsPerBuyerMax: number;
  readonly shows: readonly DemoShow[];
}

const venue = (
  name: string,
  kind: VenueKind,
  address: string,
  [city, countryCode, timeZone]: readonly [string, string, string],
  [latitude, longitude]: readonly [number, number],
): DemoVenue => ({ name, kind, address, city, countryCode, timeZone, latitude, longitude });

export const demoVenues: readonly DemoVenue[] = [
  venue('Théâtre des Tilleuls', 'theatre', '14 quai des Tilleuls', ['Lyon', 'FR', 'Europe/Paris'], [45.7629, 4.8271]),
  venue('Hoftheater am Anger', 'theatre', 'Am Anger 3', ['Graz', 'AT', 'Europe/Vienna'], [47.0707, 15.4409]),
  venue('The Almshouse Theatre', 'theatre', '7 Weaver’s Row', ['Dublin', 'IE', 'Europe/Dublin'], [53.3441, -6.2675]),
  venue('Teatro del Molo Vecchio', 'theatre', 'Via del Molo 22', ['Genova', 'IT', 'Europe/Rome'], [44.4073, 8.9259]),
  venue('Werkhalle Nord', 'hall', 'Kranstraße 40', ['Hamburg', 'DE', 'Europe/Berlin'], [53.5398, 9.9786]),
  venue('Hala Garbarska', 'hall', 'ul. Garbarska 18', ['Kraków', 'PL', 'Europe/Warsaw'], [50.0654, 19.9332]),
  venue('Foundry Hall', 'hall', '91 Clydeside Lane', ['Glasgow', 'GB', 'Europe/London'], [55.8573, -4.2893]),
  venue('Kamogawa Hall', 'hall', '5 Kawabata-dori', ['Kyoto', 'JP', 'Asia/Tokyo'], [35.0116, 135.7723]),
  venue('Älvstrand Arena', 'arena', 'Kajgatan 2', ['Göteborg', 'SE', 'Europe/Stockholm'], [57.7089, 11.9746]),
  venue('Arena Tejo Sul', 'arena', 'Avenida do Cais 60', ['Lisboa', 'PT', 'Europe/Lisbon'], [38.7223, -9.1393]),
  venue('Lakeside Gardens', 'arena', '300 Wharf Street', ['Toronto', 'CA', 'America/Toronto'], [43.6411, -79.3787]),
  venue(
    'Estadio del Olivar',
    'stadium-50000',
    'Camino del Olivar s/n',
    ['Valencia', 'ES', 'Europe/Madrid'],
    [39.4699, -0.3763],
  ),
  venue(
    'Parkland National Stadium',
    'stadium-80000',
    '1 Parkland Drive',
    ['Melbourne', 'AU', 'Australia/Melbourne'],
    [-37.8198, 144.9834],
  ),
];

export const demoEvents: readonly DemoEvent[] = [
  {
    name: 'The Glass Orchard',
    category: 'Theatre',
    description: 'Two sisters inherit an orchard, a debt and a guest who will not leave. With an interval.',
    performers: ['Compagnie Verdier'],
    currency: 'EUR',
    priceMaxMinor: 6800,
    seatsPerBuyerMax: 8,
    shows: [
      { venue: 'Théâtre des Tilleuls', day: 6, hour: 20, sold: 0.45 },
      { venue: 'Théâtre des Tilleuls', day: 7, hour: 20, sold: 0.7 },
      { venue: 'Théâtre des Tilleuls', day: 8, hour: 15, sold: 0.2 },
    ],
  },
  {
    name: 'Winter Requiem',
    category: 'Classical',
    description: 'A requiem by candlelight for choir, strings and one trumpet.',
    performers: ['Chœur de la Croix-Rousse', 'Henrike Aalto'],
    currency: 'EUR',
    priceMaxMinor: 5400,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Théâtre des Tilleuls', day: 20, hour: 19, sold: 1, is: 'soldOut' }],
  },
  {
    name: 'Die Fledermaus',
    category: 'Opera',
    description: 'Operetta in three acts, sung in German with English surtitles.',
    performers: ['Ilse Brandt', 'Matteo Corvi', 'Orchester am Anger'],
    currency: 'EUR',
    priceMaxMinor: 9500,
    seatsPerBuyerMax: 6,
    shows: [
      { venue: 'Hoftheater am Anger', day: 9, hour: 19, sold: 0.55 },
      { venue: 'Hoftheater am Anger', day: 11, hour: 19, sold: 0.3 },
    ],
  },
  {
    name: 'Jazz under the Roofs',
    category: 'Jazz',
    description: 'Three trios and one piano that is never quite in tune.',
    performers: ['Trio Nachtfalter', 'Oluwaseun Adeyemi', 'The Low Ceilings'],
    currency: 'EUR',
    priceMaxMinor: 4200,
    seatsPerBuyerMax: 8,
    shows: [{ venue: 'Hoftheater am Anger', day: 34, hour: 21, sold: 0.15, is: 'shortHolds' }],
  },
  {
    name: 'Twelfth Night',
    category: 'Theatre',
    description: 'Shipwreck, yellow stockings and a fool who knows better. Shakespeare in two and a half hours.',
    performers: ['The Almshouse Players', 'Oona Reilly'],
    currency: 'EUR',
    priceMaxMinor: 5500,
    seatsPerBuyerMax: 10,
    shows: [
      { venue: 'The Almshouse Theatre', day: 5, hour: 19, sold: 0.6 },
      { venue: 'The Almshouse Theatre', day: 6, hour: 14, sold: 0.25 },
    ],
  },
  {
    name: 'Stand Up, Sit Down',
    category: 'Comedy',
    description: 'Five comedians, five minutes each, and the audience decides who stays for the second half.',
    performers: ['Declan Moss', 'Priya Nair', 'Tomasz Wilk'],
    currency: 'EUR',
    priceMaxMinor: 3000,
    seatsPerBuyerMax: 8,
    shows: [{ venue: 'The Almshouse Theatre', day: 13, hour: 20, is: 'cancelled' }],
  },
  {
    name: 'The Nutcracker',
    category: 'Ballet',
    description: 'The whole ballet with a live orchestra. For children from five.',
    performers: ['Balletto del Porto', 'Orchestra del Molo'],
    currency: 'EUR',
    priceMaxMinor: 8800,
    seatsPerBuyerMax: 6,
    shows: [
      { venue: 'Teatro del Molo Vecchio', day: 24, hour: 16, sold: 0.5 },
      { venue: 'Teatro del Molo Vecchio', day: 25, hour: 16, sold: 0.4 },
    ],
  },
  {
    name: 'The Clockmaker’s Daughter',
    category: 'Musical',
    description: 'A new musical about a girl who stops the town’s clock, and what the town does then.',
    performers: ['Giulia Ferrando', 'Compagnia del Molo'],
    currency: 'EUR',
    priceMaxMinor: 7200,
    seatsPerBuyerMax: 8,
    shows: [{ venue: 'Teatro del Molo Vecchio', day: 60, hour: 20, is: 'announced' }],
  },
  {
    name: 'Northern Songs',
    category: 'Concert',
    description: 'Songs of three coasts, with a string quartet.',
    performers: ['Marit Åsheim', 'Quartett Elbe'],
    currency: 'EUR',
    priceMaxMinor: 6400,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Werkhalle Nord', day: 12, hour: 20, sold: 0.4 }],
  },
  {
    name: 'Cirque Mirandole',
    category: 'Circus',
    description: 'No animals, no net, and a very tall ladder.',
    performers: ['Cirque Mirandole'],
    currency: 'EUR',
    priceMaxMinor: 5200,
    seatsPerBuyerMax: 10,
    shows: [{ venue: 'Werkhalle Nord', day: 18, hour: 15, sold: 0.25, is: 'paused' }],
  },
  {
    name: 'Beethoven: The Nine',
    category: 'Classical',
    description: 'All nine symphonies on four evenings. This is the last one.',
    performers: ['Sinfonietta Łódź', 'Aino Kaski'],
    currency: 'PLN',
    priceMaxMinor: 24_000,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Hala Garbarska', day: 15, hour: 19, sold: 0.65 }],
  },
  {
    name: 'An Hour of Silence',
    category: 'Talk',
    description: 'A polar explorer on the winter that she spent alone. With questions.',
    performers: ['Agnieszka Rybak'],
    currency: 'PLN',
    priceMaxMinor: 9000,
    seatsPerBuyerMax: 4,
    shows: [{ venue: 'Hala Garbarska', day: 33, hour: 18, sold: 0.1 }],
  },
  {
    name: 'The Paper Lanterns',
    category: 'Concert',
    description: 'The only concert of the year. The sale opens two minutes after this demo was started.',
    performers: ['The Paper Lanterns', 'Iron Heron'],
    currency: 'GBP',
    priceMaxMinor: 7500,
    seatsPerBuyerMax: 4,
    shows: [{ venue: 'Foundry Hall', day: 40, hour: 20, is: 'opensSoon' }],
  },
  {
    name: 'Kamogawa Drum Night',
    category: 'Concert',
    description: 'Forty drums on the river.',
    performers: ['Kamogawa Taiko'],
    currency: 'JPY',
    priceMaxMinor: 9800,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Kamogawa Hall', day: 22, hour: 18, sold: 0.5 }],
  },
  {
    name: 'Salt Roads Tour',
    category: 'Concert',
    description: 'Two hours of guitars, one ballad.',
    performers: ['Iron Heron', 'Nadia Volk'],
    currency: 'SEK',
    priceMaxMinor: 129_500,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Älvstrand Arena', day: 28, hour: 20, sold: 0.5 }],
  },
  {
    name: 'Fado Grande',
    category: 'Concert',
    description: 'Teresa Quintela sings with eighty guitars.',
    performers: ['Teresa Quintela'],
    currency: 'EUR',
    priceMaxMinor: 8900,
    seatsPerBuyerMax: 4,
    shows: [{ venue: 'Arena Tejo Sul', day: 35, hour: 21, sold: 0.3, is: 'waitingRoom' }],
  },
  {
    name: 'Gala on Ice',
    category: 'Family',
    description: 'Champions of the last ten winters, and one bear who is a man.',
    performers: ['Lakeside Skating Company'],
    currency: 'CAD',
    priceMaxMinor: 14_500,
    seatsPerBuyerMax: 10,
    shows: [{ venue: 'Lakeside Gardens', day: 26, hour: 14, sold: 0.2 }],
  },
  {
    name: 'Coastal Derby',
    category: 'Sport',
    description: 'The match that divides families.',
    performers: ['Unión del Olivar', 'Atlético Grao'],
    currency: 'EUR',
    priceMaxMinor: 11_000,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Estadio del Olivar', day: 17, hour: 18, sold: 0.35 }],
  },
  {
    name: 'Mil Noches',
    category: 'Concert',
    description: 'Luna Vega and eleven musicians, until the last tram.',
    performers: ['Luna Vega', 'Los Faroles'],
    currency: 'EUR',
    priceMaxMinor: 13_500,
    seatsPerBuyerMax: 6,
    shows: [{ venue: 'Arena Tejo Sul', day: 75, hour: 21, is: 'announced' }],
  },
  {
    name: 'Cup Final',
    category: 'Sport',
    description: 'Ninety minutes, or a hundred and twenty.',
    performers: ['Yarra Rovers', 'Port Lonsdale'],
    currency: 'AUD',
    priceMaxMinor: 21_000,
    seatsPerBuyerMax: 8,
    shows: [{ venue: 'Parkland National Stadium', day: 45, hour: 15, sold: 0.25 }],
  },
  {
    name: 'Hollow Kings: Farewell',
    category: 'Concert',
    description: 'Forty years, one last evening.',
    performers: ['Hollow Kings', 'Nadia Volk'],
    currency: 'CAD',
    priceMaxMinor: 26_000,
    seatsPerBuyerMax: 4,
    shows: [{ venue: 'Lakeside Gardens', day: 90, hour: 19, is: 'announced' }],
  },
];
