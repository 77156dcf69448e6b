import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Catalog, mayRunShow, type Venue } from '../../catalog';
import { type Author, authorOf, type Organizations, recordAudit } from '../../organizations';
import { type Clock, type Database, decodeId, encodeId, type Logger, makeContext } from '../../platform';
import { seatMapLimits } from '../format/seat-map-format';
import type { PreparedSeatMap } from '../prepare-seat-map';
import { storeSeatMap } from '../publish-seat-map';
import { insertVenueSeatMap } from '../seat-map.sql';
import type { SeatMapThread } from './seat-map-thread';
import type { SeatMapReading } from './seat-map-thread.worker';
import { readUploadOptions } from './upload-options';

export interface UploadContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalog: Pick<Catalog, 'readVenue'>;
  readonly authenticate: Organizations['authenticate'];
  readonly thread: SeatMapThread;
}

type UploadVenue = Pick<Venue, 'venueId' | 'organizerId'>;

/** Whoever may send a map for this venue. */
interface Uploader {
  readonly venue: UploadVenue;
  readonly author: Author;
}

interface UploadRequest {
  readonly Params: { readonly id: string };
}

/** Files in memory, each of 32 MiB at most: those that are being received, and those that wait for the thread. */
const AT_ONCE_MAX = 4;
const RETRY_SECONDS = 10;

/**
 * `POST /venues/<id>/seat-maps`: publishes the file in the body for a venue; `…/seat-maps/check` only reports on it, with the
 * geometry to draw. The bytes are sent as they are, because a spreadsheet program does not say in which encoding it
 * writes. For the owners and managers of the venue's organization, which is decided before anything of the body is read.
 */
export function uploadsRoute(http: FastifyInstance, context: UploadContext): void {
  const { thread, logger } = context;
  const uploaders = new WeakMap<FastifyRequest, Uploader>();
  let running = 0;

  const admit = async (request: FastifyRequest<UploadRequest>, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
    const uploader = await uploaderOf(context, request);
    if ('refusal' in uploader) return reply.code(uploader.status).send({ errors: [{ message: uploader.refusal }] });
    if (running >= AT_ONCE_MAX) return busy(reply);
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
    });
    uploaders.set(request, uploader);
    return undefined;
  };

  /** What is in the file; null where the request was answered. */
  const read = async (request: FastifyRequest<UploadRequest>, reply: FastifyReply): Promise<SeatMapReading | null> => {
    const refuse = (status: number, message: string) => {
      void reply.code(status).send({ errors: [{ message }] });
      return null;
    };
    const asked = readUploadOptions(request.query);
    if ('fault' in asked) return refuse(400, asked.fault);
    const { body } = request;
    if (!Buffer.isBuffer(body) || body.byteLength === 0) return refuse(400, 'Send the file as the body.');
    try {
      const reading = await thread.read(body, asked.options);
      if (reading === null) void busy(reply);
      return reading;
    } catch (error) {
      logger.warn({ err: error, venueId: request.params.id }, 'A seat map could not be read');
      return refuse(422, 'This file needs more time or memory than a seat map may.');
    }
  };

  void http.register((uploads, _options, done) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: seatMapLimits.bytesMax },
      async (_request: unknown, body: Buffer) => body,
    );
    const options = { bodyLimit: seatMapLimits.bytesMax, onRequest: admit };

    uploads.post<UploadRequest>('/venues/:id/seat-maps/check', options, async (request, reply) => {
      const reading = await read(request, reply);
      if (reading === null) return reply;
      const geometry = reading.kind === 'read' ? await promisify(gunzip)(reading.map.geometryGzip) : 'null';
      const report = JSON.stringify(reportOn(reading));
      return reply
        .type('application/json; charset=utf-8')
        .send(`${report.slice(0, -1)},"geometry":${geometry.toString()}}`);
    });

    uploads.post<UploadRequest>('/venues/:id/seat-maps', options, async (request, reply) => {
      const uploader = uploaders.get(request);
      const reading = await read(request, reply);
      if (reading === null || uploader === undefined) return reply;
      if (reading.kind === 'refused') return reply.code(422).send(reportOn(reading));
      const isNew = await publish(context, uploader, reading.map);
      return reply.code(isNew ? 201 : 200).send({ ...reportOn(reading), isNew });
    });
    done();
  });
}

const busy = (reply: FastifyReply) =>
  reply
    .header('retry-after', RETRY_SECONDS)
    .code(503)
    .send({ errors: [{ message: `Other maps are being read. Try again in ${RETRY_SECONDS} seconds.` }] });

async function uploaderOf(
  { catalog, authenticate, logger }: UploadContext,
  { headers, id: requestId, ip: clientAddress, params }: FastifyRequest<UploadRequest>,
): Promise<Uploader | { readonly status: number; readonly refusal: string }> {
  const caller = await authenticate(headers.authorization);
  if (caller === null) return { status: 401, refusal: 'Send the token of an organizer.' };
  const venueId = decodeId('venue', params.id);
  const venue = venueId === null ? null : await catalog.readVenue(venueId);
  if (venue === null) return { status: 404, refusal: 'There is no such venue.' };
  if (!(await mayRunShow(caller, venue))) return { status: 403, refusal: 'You are not an organizer of this venue.' };
  const request = makeContext({ requestId, clientAddress, logger, caller });
  return { venue, author: await authorOf(request, venue.organizerId) };
}

/** False where the venue has the map already. */
function publish(
  { database, clock }: UploadContext,
  { venue: { venueId, organizerId }, author }: Uploader,
  map: PreparedSeatMap,
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const now = clock.now();
    await storeSeatMap(transaction, map);
    const inserted = await transaction.run(insertVenueSeatMap, [venueId, map.version, now]);
    if (inserted.length === 0) return false;
    const after = { version: map.version, name: map.name, seatCount: map.seatCount };
    const change = { organizerId, action: 'publishSeatMap', subject: encodeId('venue', venueId), after };
    await recordAudit(transaction, author, change, now);
    return true;
  });
}

function reportOn(reading: SeatMapReading): object {
  if (reading.kind === 'refused') {
    return { map: null, format: null, notes: [], faults: reading.faults, faultCount: reading.faultCount };
  }
  const { version, name, seatCount, sectionCount, zones } = reading.map;
  const map = { version, name, seatCount, sectionCount, zones };
  return { map, format: reading.format, notes: reading.notes, faults: [], faultCount: 0 };
}
