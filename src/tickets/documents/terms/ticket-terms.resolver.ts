import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type Catalog, Show } from '../../../catalog';
import { auditWriter } from '../../../organizations';
import { type Clock, type Database, decodeId, type RequestContext, type SqlExecutor, Work } from '../../../platform';
import { SetTicketTermsInput, SetTicketTermsPayload } from './ticket-terms.graphql';
import { readTicketTerms, removeTicketTerms, writeTicketTerms } from './ticket-terms.sql';

interface TermsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalog: Catalog;
}

@Resolver(() => Show)
export class TicketTermsResolver {
  constructor(private readonly context: TermsContext) {}

  @Work({ statementsTogether: 1 })
  @FieldResolver(() => String, {
    nullable: true,
    description: "The organizer's terms, as they are printed on tickets. Null where there are none.",
  })
  ticketTerms(@Root() { showId }: Show, @Ctx() request: RequestContext): Promise<string | null> {
    return request.once(TicketTermsResolver, () => termsOfShows(this.context.database)).load(showId);
  }

  @Mutation(() => SetTicketTermsPayload, {
    description:
      'Sets the terms that are printed on the tickets of a show, those that were sold before included. For organizers of the show.',
  })
  async setTicketTerms(
    @Arg('input', () => SetTicketTermsInput) { showId: id, terms }: SetTicketTermsInput,
    @Ctx() request: RequestContext,
  ): Promise<SetTicketTermsPayload> {
    const { catalog, database, clock } = this.context;
    const { showId, organizerId } = await catalog.requireShowOrganizer(request, decodeId('show', id));
    const text = terms?.trim() ?? '';
    const audit = await auditWriter(request, clock, {
      ...{ organizerId, showId, action: 'setTicketTerms', subject: id, after: { terms: text === '' ? null : text } },
    });
    await database.transaction(async (transaction) => {
      await (text === ''
        ? transaction.run(removeTicketTerms, [showId])
        : transaction.run(writeTicketTerms, [showId, text]));
      await audit(transaction);
    });
    const show = await catalog.showById(showId, request);
    if (show === null) throw new Error(`Show ${showId} is missing after its terms were set`);
    return { show };
  }
}

const termsOfShows = (database: SqlExecutor): DataLoader<string, string | null> =>
  new DataLoader(async (showIds) => {
    const rows = await database.run<{ showId: string; terms: string }>(readTicketTerms, [showIds]);
    const terms = new Map(rows.map((row) => [row.showId, row.terms]));
    return showIds.map((showId) => terms.get(showId) ?? null);
  });
