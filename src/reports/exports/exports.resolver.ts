import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Catalog } from '../../catalog';
import { authorOf, recordAudit } from '../../organizations';
import { type Clock, type Database, decodeId, encodeId, type RequestContext } from '../../platform';
import { fileOf, permissionOf } from './export-kind';
import { EXPORT_LINK_SECONDS, signExportLink } from './export-link';
import { CreateExportInput, CreateExportPayload } from './exports.graphql';

interface ExportsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly linkKey: Buffer;
}

@Resolver()
export class ExportsResolver {
  constructor(private readonly context: ExportsContext) {}

  @Mutation(() => CreateExportPayload, {
    description: 'Makes a link, valid for five minutes, to a CSV file about a show.',
  })
  async createExport(
    @Arg('input', () => CreateExportInput) { showId: id, kind }: CreateExportInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateExportPayload> {
    const { database, clock, catalog, linkKey } = this.context;
    const show = await catalog.requireShowOrganizer(request, decodeId('show', id), permissionOf[kind]);
    const { showId, organizerId } = show;
    const author = await authorOf(request, organizerId);
    const now = clock.now();
    const subject = encodeId('show', showId);
    const change = { organizerId, showId, action: 'createExport', subject, after: { kind } };
    await database.transaction((transaction) => recordAudit(transaction, author, change, now));
    const expiresAt = new Date(now.getTime() + EXPORT_LINK_SECONDS * 1000);
    const token = signExportLink(linkKey, { showId, kind, expiresAt });
    return { url: `/shows/${subject}/exports/${fileOf(kind)}?token=${token}`, expiresAt };
  }
}
