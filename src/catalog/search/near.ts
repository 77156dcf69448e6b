import { badUserInput } from '../../platform';

/** Up to here a straight line through the Earth gives the distance over its surface within 0.45 % of the ellipsoid. */
export const EARTH_RADIUS_KM_MAX = 15_000;
export const NEAR_RADIUS_KM_DEFAULT = 50;

/** A place and a distance from it, checked. */
export interface Near {
  readonly latitude: number;
  readonly longitude: number;
  readonly radiusKm: number;
}

/** The default radius where none is given. @throws BAD_USER_INPUT */
export function nearOf(
  input:
    | { readonly latitude: number; readonly longitude: number; readonly radiusKm?: number | null }
    | null
    | undefined,
): Near | null {
  if (input == null) return null;
  const { latitude, longitude, radiusKm } = input;
  const near = { latitude, longitude, radiusKm: radiusKm ?? NEAR_RADIUS_KM_DEFAULT };
  // Written so that NaN, which is neither smaller nor larger, fails.
  if (!(Math.abs(latitude) <= 90)) throw badUserInput('"near.latitude" must be from -90 to 90.');
  if (!(Math.abs(longitude) <= 180)) throw badUserInput('"near.longitude" must be from -180 to 180.');
  if (!(near.radiusKm > 0 && near.radiusKm <= EARTH_RADIUS_KM_MAX)) {
    throw badUserInput(`"near.radiusKm" must be more than 0 and at most ${EARTH_RADIUS_KM_MAX}.`);
  }
  return near;
}

/** WGS 84: the larger radius, and the square of the eccentricity. The generated column `venue.position` has the same. */
const EQUATOR_KM = 6378.137;
const ECCENTRICITY_SQUARED = 0.00669437999014;
/** Twice the mean radius. */
const MEAN_DIAMETER_KM = 12_742.0176;

/** A point of the ellipsoid in kilometres from the centre of the Earth, as a value of PostgreSQL's type `cube`. */
export function earthPoint({ latitude, longitude }: Near): readonly [number, number, number] {
  const [phi, lambda] = [latitude, longitude].map((degrees) => (degrees * Math.PI) / 180) as [number, number];
  const normal = EQUATOR_KM / Math.sqrt(1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2);
  return [
    normal * Math.cos(phi) * Math.cos(lambda),
    normal * Math.cos(phi) * Math.sin(lambda),
    normal * (1 - ECCENTRICITY_SQUARED) * Math.sin(phi),
  ];
}

/** The straight line through the Earth between two points at this distance. */
export const lineOf = (distanceKm: number): number => MEAN_DIAMETER_KM * Math.sin(distanceKm / MEAN_DIAMETER_KM);

/** The distance over the surface that belongs to a straight line. */
export const distanceOf = (lineKm: number): number =>
  MEAN_DIAMETER_KM * Math.asin(Math.min(1, lineKm / MEAN_DIAMETER_KM));

/** The point, and the box around it that contains everything within the radius, as texts of the type `cube`. */
export function cubesOf(near: Near): { readonly point: string; readonly box: string; readonly lineKm: number } {
  const point = earthPoint(near);
  const lineKm = lineOf(near.radiusKm);
  const corner = (sign: number) => `(${point.map((part) => part + sign * lineKm).join(',')})`;
  return { point: `(${point.join(',')})`, box: `${corner(-1)},${corner(1)}`, lineKm };
}
