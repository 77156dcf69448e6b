import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { BoundedCache, chooseEncoding, namesTag, type SqlExecutor } from '../platform';
import type { PackedGeometry } from './pack-geometry';
import { readGeometry } from './seat-map.sql';

const PACKED_BYTES_MAX = 32 * 1024 * 1024;
const YEAR_SECONDS = 365 * 86_400;
const KEPT_MS = 60_000;

export const seatMapPath = (version: string): string => `/seat-maps/${version}.json`;

/** `GET /seat-maps/<version>.json`: the geometry, which never changes, in the encoding that the client prefers. */
export function seatMapRoute(http: FastifyInstance, database: SqlExecutor): void {
  const kept = new BoundedCache<PackedGeometry>(
    PACKED_BYTES_MAX,
    ({ brotli, gzip }) => brotli.byteLength + gzip.byteLength,
  );
  http.get<{ Params: { version: string } }>('/seat-maps/:version(^[0-9a-f]{32}$).json', async (request, reply) => {
    const { version } = request.params;
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    // A strong tag names these very bytes, so each encoding has its own.
    const tag = `"${version}-${encoding}"`;
    reply
      .header('etag', tag)
      .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
      .header('vary', 'Accept-Encoding');
    if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();

    const packed = await kept
      .get(version, async () => {
        const [row] = await database.run<PackedGeometry>(readGeometry, [version]);
        if (row === undefined) throw new NoSuchMap();
        return row;
      })
      .catch((error: unknown) => {
        if (error instanceof NoSuchMap) return null;
        throw error;
      });
    if (packed === null) {
      reply.removeHeader('etag').header('cache-control', 'no-store');
      return reply.code(404).send({ errors: [{ message: 'There is no seat map of this version.' }] });
    }
    reply.type('application/json; charset=utf-8');
    if (encoding === 'identity') return reply.send(await promisify(gunzip)(packed.gzip));
    const body = encoding === 'br' ? packed.brotli : packed.gzip;
    reply.header('content-encoding', encoding);
    http.keptAnswers.keep(request, reply, { body, state: () => 'current', keepMs: KEPT_MS });
    return reply.send(body);
  });
}

class NoSuchMap extends Error {}
