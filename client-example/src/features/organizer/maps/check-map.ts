import type { Api } from '../../../api/api';
import type { GeometryFile } from '../../../seat-map';

/** What the API says of a file; see `docs/publishing.md`. */
export interface MapReport {
  readonly map: {
    readonly version: string;
    readonly name: string;
    readonly seatCount: number;
    readonly sectionCount: number;
    readonly zones: readonly string[];
  } | null;
  readonly format: 'frontrow' | 'pretix' | 'csv' | null;
  readonly notes: readonly string[];
  readonly faults: readonly { readonly place: string; readonly message: string }[];
  readonly faultCount: number;
}

export interface CheckedMap extends MapReport {
  readonly geometry: GeometryFile | null;
}

const addressOf = (venueId: string, name: string, path = '') =>
  `venues/${encodeURIComponent(venueId)}/seat-maps${path}${name === '' ? '' : `?name=${encodeURIComponent(name)}`}`;

export const checkMap = (api: Api, venueId: string, file: Blob, name: string): Promise<CheckedMap> =>
  api.send(addressOf(venueId, name, '/check'), file);

export const publishMap = (api: Api, venueId: string, file: Blob, name: string): Promise<MapReport> =>
  api.send(addressOf(venueId, name), file);

const NAME_LENGTH_MAX = 60;

/** What a map is called whose file does not say it. */
export const nameOfFile = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .slice(0, NAME_LENGTH_MAX)
    .trim();
