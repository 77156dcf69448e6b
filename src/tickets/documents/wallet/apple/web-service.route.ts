import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TicketKey } from '../../ticket-document';
import { PASS_TYPE } from './apple-pass.route';
import { passToken, serialOf, ticketOfSerial } from './apple-pass-content';
import type { AppleWalletContext } from './context';
import { changedAt, readPassState, signPass } from './read-apple-pass';
import { readPassesOfDevice, registerDevice, unregisterDevice } from './registrations.sql';
import { changedSince, type PassDigest, updateTag } from './update-tag';

/** The value of `webServiceURL` in a pass, without the address of the service. Telephones add `/v1/…`. */
export const WEB_SERVICE_PATH = '/wallet/apple';

const limits = {
  /** A ticket may be on the telephones and watches of a family. */
  devicesOfPassMax: 20,
  passesOfDeviceMax: 200,
  bodyBytesMax: 16 * 1024,
  logLinesMax: 10,
  logLineCharsMax: 500,
};

const Registration = z.object({ pushToken: z.string().regex(/^[\w+/=-]{1,200}$/) });
const Log = z.object({ logs: z.array(z.string()).max(100) });

interface PassRequest {
  readonly Params: { readonly device: string; readonly passType: string; readonly serial: string };
}

/**
 * What Apple's "web service to update passes" asks for: a telephone registers each pass, asks which have changed, and
 * fetches those. The paths, headers and status codes are Apple's.
 */
export function webServiceRoutes(http: FastifyInstance, context: AppleWalletContext): void {
  const { database, clock, logger, issuer, linkKey } = context;
  const v1 = `${WEB_SERVICE_PATH}/v1`;

  /** The pass that the request may use, or null after an answer. */
  function authorize(request: FastifyRequest<PassRequest>, reply: FastifyReply): TicketKey | null {
    const { passType, serial } = request.params;
    const key = passType === issuer.passTypeId ? ticketOfSerial(serial) : null;
    const [, given = ''] = /^ApplePass ([\w-]{1,100})$/.exec(request.headers.authorization ?? '') ?? [];
    const expected = Buffer.from(passToken(linkKey, serial));
    const isEqual = given.length === expected.length && timingSafeEqual(Buffer.from(given), expected);
    if (key !== null && isEqual) return key;
    // A pass that does not exist has a token like any other: the answer says nothing about it.
    reply.code(401).header('www-authenticate', 'ApplePass').send();
    return null;
  }

  const registration = `${v1}/devices/:device(^[\\w-]{1,100}$)/registrations/:passType/:serial`;
  http.post<PassRequest>(registration, { bodyLimit: limits.bodyBytesMax }, async (request, reply) => {
    const key = authorize(request, reply);
    if (key === null) return reply;
    const body = Registration.safeParse(request.body);
    if (!body.success) return reply.code(400).send();
    const [row] = await database.run<{ is_new: boolean }>(registerDevice, [
      ...[key.showId, key.ticketId, request.params.device, body.data.pushToken],
      ...[clock.now(), limits.devicesOfPassMax],
    ]);
    if (row === undefined) return reply.code(403).send();
    return reply.code(row.is_new ? 201 : 200).send();
  });

  http.delete<PassRequest>(registration, async (request, reply) => {
    const key = authorize(request, reply);
    if (key === null) return reply;
    await database.run(unregisterDevice, [key.showId, key.ticketId, request.params.device]);
    return reply.code(200).send();
  });

  // Without a token: the identifier of a device is known to nobody else, and the answer names serial numbers alone.
  http.get<{
    Params: Pick<PassRequest['Params'], 'device' | 'passType'>;
    Querystring: { readonly passesUpdatedSince?: string | string[] };
  }>(`${v1}/devices/:device(^[\\w-]{1,100}$)/registrations/:passType`, async (request, reply) => {
    const { device, passType } = request.params;
    if (passType !== issuer.passTypeId) return reply.code(404).send();
    const rows = await database.run<{ show_id: string; ticket_id: string }>(readPassesOfDevice, [
      device,
      limits.passesOfDeviceMax,
    ]);
    const passes: PassDigest[] = [];
    // In turn: anyone may ask, and must not take every connection to the database.
    for (const { show_id: showId, ticket_id: ticketId } of rows) {
      const { hash } = await readPassState(context, { showId, ticketId });
      passes.push({ serial: serialOf({ showId, ticketId }), contentHash: hash });
    }
    const since = request.query.passesUpdatedSince;
    const serialNumbers = changedSince(Array.isArray(since) ? undefined : since, passes);
    if (serialNumbers.length === 0) return reply.code(204).send();
    return reply.header('cache-control', 'no-store').send({ serialNumbers, lastUpdated: updateTag(passes) });
  });

  http.get<PassRequest>(`${v1}/passes/:passType/:serial`, async (request, reply) => {
    const key = authorize(request, reply);
    if (key === null) return reply;
    const state = await readPassState(context, key);
    const since = await changedAt(context, key, state);
    reply.header('last-modified', since.toUTCString()).header('cache-control', 'private, no-cache');
    // Not a date compares as false.
    if (Date.parse(request.headers['if-modified-since'] ?? '') >= since.getTime()) return reply.code(304).send();
    const pass = await signPass(context, state);
    if (pass.kind === 'Overloaded') return reply.code(503).header('retry-after', 3).send();
    return reply.type(PASS_TYPE).send(pass.file);
  });

  // Anyone may write here, so it is not logged at the usual level.
  http.post(`${v1}/log`, { bodyLimit: limits.bodyBytesMax }, async (request, reply) => {
    const body = Log.safeParse(request.body);
    if (!body.success) return reply.code(400).send();
    for (const line of body.data.logs.slice(0, limits.logLinesMax)) {
      logger.debug({ line: line.slice(0, limits.logLineCharsMax) }, 'A telephone reports a problem with a pass');
    }
    return reply.code(200).send();
  });
}
