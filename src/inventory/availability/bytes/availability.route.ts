import type { FastifyInstance } from 'fastify';
import { asOpaqueBytes, chooseEncoding, decodeId, namesTag } from '../../../platform';
import type { InventoryContext } from '../../context';
import type { ShowStatuses } from '../../live/statuses/show-statuses';
import { type AvailabilityForm, PackedAvailability } from './packed-availability';

/** A cache on the way answers for a second, and then for two more while it asks again: one question of each cache. */
const CACHE_CONTROL = 'public, max-age=1, stale-while-revalidate=2';
const REVISION_LETTERS_MAX = 100;
/** So often a show that a crowd reads is asked for at least: the one that nobody asks for goes from memory first. */
const KEPT_MS = 1000;

/**
 * `GET /shows/<id>/availability`: the statuses of all seats as compact bytes, from the memory of this process, at the
 * revision of the stream that the tag names. `?since=<revision>` answers with what has changed, `?only=statuses` without
 * versions. `?atLeast=<revision>` first takes what has been published until now: a process may be behind the one that
 * sent the client this revision.
 */
export function availabilityRoute(
  http: FastifyInstance,
  { catalog, liveStatuses }: Pick<InventoryContext, 'catalog' | 'liveStatuses'>,
): void {
  const packed = new WeakMap<ShowStatuses, PackedAvailability>();
  http.get<{ Params: { id: string }; Querystring: { since?: string; only?: string; atLeast?: string } }>(
    '/shows/:id/availability',
    async (request, reply) => {
      const showId = decodeId('show', request.params.id);
      const isKnown = showId !== null && liveStatuses.find(showId)?.known != null;
      // A show that does not exist gets no place in memory.
      const exists = isKnown || (showId !== null && (await catalog.saleTermsOf(showId)) !== null);
      const statuses =
        showId === null || !exists ? null : await liveStatuses.of(showId, request.query.atLeast !== undefined);
      if (showId === null || statuses === null) {
        reply.header('cache-control', 'no-store');
        return reply.code(404).send({ errors: [{ message: 'There is no such show, or it has no seats.' }] });
      }
      const form = formOf(request.query);
      // That of the tag and of the bytes: it may move on while they are compressed.
      const { revision } = statuses;
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      reply.header('vary', 'Accept-Encoding');
      // Without the stream two states may have one revision: nothing may be kept, and nothing is known to be the same.
      if (liveStatuses.find(showId)?.isFollowed === true && revision !== null) {
        // A strong tag names these very bytes, so each encoding and form has its own.
        const tag = `"${revision}${form === 'statuses' ? '-statuses' : ''}-${encoding}"`;
        reply.header('etag', tag).header('cache-control', CACHE_CONTROL);
        if (typeof form === 'string' && namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
        if (typeof form !== 'string') reply.removeHeader('etag');
      } else {
        reply.header('cache-control', 'no-store');
      }
      let packing = packed.get(statuses);
      if (packing === undefined) {
        packing = new PackedAvailability(statuses);
        packed.set(statuses, packing);
      }
      const bytes = await packing.bytes(form, encoding);
      if (encoding !== 'identity') reply.header('content-encoding', encoding);
      asOpaqueBytes(reply);
      const live = liveStatuses.find(showId);
      if (live !== undefined && reply.hasHeader('etag') && request.query.atLeast === undefined) {
        const state = () => {
          if (!live.isFollowed || live.known !== statuses) return 'gone';
          return statuses.revision === revision ? 'current' : 'behind';
        };
        http.keptAnswers.keep(request, reply, { body: bytes, state, keepMs: KEPT_MS });
      }
      return reply.send(bytes);
    },
  );
}

function formOf({ since, only }: { readonly since?: string; readonly only?: string }): AvailabilityForm {
  // An address may name a parameter twice, and then it is a list.
  if (typeof since === 'string' && since.length > 0 && since.length <= REVISION_LETTERS_MAX) return { since };
  return only === 'statuses' ? 'statuses' : 'full';
}
