import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { mayRunShow } from '../../catalog';
import type { Organizations } from '../../organizations';
import { decodeId, type Logger } from '../../platform';
import { EXPORT_VERSION, exportColumns, fileOf, kindOfFile, permissionOf } from './export-kind';
import { readExportLink } from './export-link';
import { type ExportContext, exportPages } from './export-pages';
import { writeCsv } from './write-csv';

export interface ExportsRouteContext extends ExportContext {
  readonly linkKey: Buffer;
  readonly logger: Logger;
  readonly authenticate: Organizations['authenticate'];
  readonly limits?: ExportLimits;
}

/** How long a client may take nothing of a file, and how long it may take for all of it. */
export interface ExportLimits {
  readonly idleSecondsMax: number;
  readonly secondsMax: number;
}

/** Each reads a show from its beginning to its end. */
const AT_ONCE_MAX = 4;
const RETRY_SECONDS = 10;
/** A million lines at a megabit a second take a quarter of an hour. */
const usualLimits: ExportLimits = { idleSecondsMax: 60, secondsMax: 3600 };

/**
 * `GET /shows/<id>/exports/<orders|tickets|scans|figures>.csv`, with the token of a member in the header `Authorization`, or
 * with `?token=` from `createExport`. Written while it is read: what is sold meanwhile may be in it or not.
 */
export function exportsRoute(http: FastifyInstance, context: ExportsRouteContext): void {
  const { catalog, clock, linkKey, logger, authenticate, limits = usualLimits } = context;
  let running = 0;

  http.get<{ Params: { id: string; file: string }; Querystring: { token?: string | string[] } }>(
    '/shows/:id/exports/:file',
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
      const refuse = (status: number, message: string) => reply.code(status).send({ errors: [{ message }] });
      const kind = kindOfFile(request.params.file);
      const showId = decodeId('show', request.params.id);
      const show = kind === null || showId === null ? null : await catalog.saleTermsOf(showId);
      if (kind === null || show === null) return refuse(404, 'There is no such export.');
      const { token } = request.query;
      if (token === undefined) {
        const caller = await authenticate(request.headers.authorization);
        if (caller === null) return refuse(401, 'Send the token of a member, or a link of "createExport".');
        if (!(await mayRunShow(caller, show, permissionOf[kind]))) return refuse(403, 'You may not export this.');
      } else {
        const link = typeof token === 'string' ? readExportLink(linkKey, token, clock.now()) : null;
        if (link === null || link.showId !== showId || link.kind !== kind)
          return refuse(403, 'This link is not valid, or not any more. Make a new one with "createExport".');
      }
      if (running >= AT_ONCE_MAX) {
        reply.header('retry-after', RETRY_SECONDS);
        return refuse(503, `Others are exporting. Try again in ${RETRY_SECONDS} seconds.`);
      }
      running += 1;
      const lines = Readable.from(writeCsv(exportPages(context, kind, show), exportColumns[kind]), {
        objectMode: false,
      });
      // It has no connection to the database between two pages, but one of the few places.
      const tooSlow = () => lines.destroy(new Error('The client reads too slowly, or not at all'));
      const deadline = setTimeout(tooSlow, limits.secondsMax * 1000);
      reply.raw.setTimeout(limits.idleSecondsMax * 1000, tooSlow);
      lines.once('close', () => {
        clearTimeout(deadline);
        running -= 1;
      });
      lines.once('error', (error) => logger.warn({ err: error, showId, kind }, 'An export broke off'));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${fileOf(kind)}"`)
        .header('x-export-version', String(EXPORT_VERSION))
        .send(lines);
    },
  );
}
