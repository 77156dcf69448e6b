import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { mayRunShow, Show } from '../../catalog';
import { actorText } from '../../orders';
import { type AuditWriter, auditWriter } from '../../organizations';
import {
  badUserInput,
  type Caller,
  decodeId,
  type RequestContext,
  type ResultOf,
  requireOrganizer,
  streamOfModule,
  Work,
} from '../../platform';
import type { CheckoutContext } from '../context';
import { continueRefundRun, stopRefundRun } from '../show-refund/continue-run';
import { quoteShowRefund } from '../show-refund/quote-show-refund';
import { type RefundRun as RefundRunRow, readLatestRefundRun, readRefundRun } from '../show-refund/refund-run';
import { refundShow } from '../show-refund/refund-show';
import { decodeRunId, type RefundRunKey } from '../show-refund/show-refund-quote';
import {
  RefundRun,
  RefundRunInput,
  RefundRunPayload,
  RefundShowInput,
  RefundShowQuoteInput,
  RefundShowQuoteResult,
  RefundShowResult,
  ShowRefundQuote,
} from './show-refund.graphql';
import { runView, showRefundQuoteView } from './show-refund-view';

/** Counting a run reads its returns and the orders of the show. */
const COUNTED = { statements: 3, records: 20_000 };

@Resolver(() => RefundRun)
export class RefundRunResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Work(COUNTED)
  @Mutation(() => RefundShowQuoteResult, {
    description:
      "Says what a refund of all orders of a cancelled show would return. Nothing is returned before `refundShow`. For the show's organizer.",
  })
  async refundShowQuote(
    @Arg('input', () => RefundShowQuoteInput) { showId }: RefundShowQuoteInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof RefundShowQuoteResult>> {
    const caller = requireOrganizer(request);
    const { catalog } = this.context;
    const show = await catalog.requireShowOrganizer(request, decodeId('show', showId));
    // As it is now: it may have been cancelled a moment ago, on another process.
    const terms = (await catalog.refreshSaleTerms(show.showId)) ?? show;
    const outcome = await quoteShowRefund(this.context, terms, caller);
    return outcome.kind === 'ShowRefundQuote' ? { kind: outcome.kind, ...showRefundQuoteView(outcome.quote) } : outcome;
  }

  @Work(COUNTED)
  @Mutation(() => RefundShowResult, {
    description:
      "Starts the refund of all orders of a cancelled show: their tickets end, their buyers get one mail, and what was paid is returned at the pace of the payment provider. For the show's organizer.",
  })
  async refundShow(
    @Arg('input', () => RefundShowInput) { quoteId, message, idempotencyKey }: RefundShowInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof RefundShowResult>> {
    const caller = requireOrganizer(request);
    const key = decodeRunId(quoteId);
    if (key === null) return { kind: 'QuoteExpired', message: 'There is no such quote. Ask for a new one.' };
    const terms = await this.context.catalog.requireShowOrganizer(request, key.showId);
    const wish = { key, message: (message ?? '').replaceAll('\r\n', '\n').trim(), idempotencyKey };
    const audit = await this.auditAs(request, 'refundShow', key, terms.organizerId, quoteId);
    const outcome = await refundShow(this.context, wish, terms, caller, audit);
    switch (outcome.kind) {
      case 'RefundShowPayload':
        return { kind: outcome.kind, run: await this.present(outcome.key) };
      case 'ShowRefundQuoteOutdated':
        return { kind: outcome.kind, message: outcome.message, quote: showRefundQuoteView(outcome.quote) };
      default:
        return outcome;
    }
  }

  @Work(COUNTED)
  @Mutation(() => RefundRunPayload, {
    description:
      "Continues the refund of a show that was stopped. Refunds that failed are not tried again: the operator replays their dead letters. For the show's organizer.",
  })
  async continueRefundRun(
    @Arg('input', () => RefundRunInput) { runId }: RefundRunInput,
    @Ctx() request: RequestContext,
  ): Promise<RefundRunPayload> {
    const { run, caller, organizerId } = await this.requireRun(request, runId);
    const audit = await this.auditAs(request, 'continueRefundRun', run, organizerId, runId);
    await continueRefundRun(this.context, run, actorOfOrganizer(caller), audit);
    return { run: await this.present(run) };
  }

  @Work(COUNTED)
  @Mutation(() => RefundRunPayload, {
    description:
      "Stops the refund of a show. Refunds that were requested are finished; the others wait for `continueRefundRun`. For the show's organizer.",
  })
  async stopRefundRun(
    @Arg('input', () => RefundRunInput) { runId }: RefundRunInput,
    @Ctx() request: RequestContext,
  ): Promise<RefundRunPayload> {
    const { run, caller, organizerId } = await this.requireRun(request, runId);
    const audit = await this.auditAs(request, 'stopRefundRun', run, organizerId, runId);
    await stopRefundRun(this.context, run, actorOfOrganizer(caller), audit);
    return { run: await this.present(run) };
  }

  @Work(COUNTED)
  @Query(() => RefundRun, {
    name: 'refundRun',
    nullable: true,
    description: "How far the refund of a show is. For the show's organizer; null if there is no such run.",
  })
  async readRefundRun(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<RefundRun | null> {
    const run = await readOwnRun(this.context, request, id);
    return run === null ? null : runView(this.context.database, run);
  }

  @Work(COUNTED)
  @Subscription(() => RefundRun, {
    name: 'refundRun',
    subscribe: streamOfModule,
    description:
      "Sends the refund of a show as it is, then after each change until it is done. For the show's organizer.",
  })
  followRefundRun(@Root() _event: object, @Arg('id', () => ID) id: string): Promise<RefundRun> {
    const key = decodeRunId(id);
    if (key === null) throw new Error(`Run ${id} was there when its stream was opened`);
    return this.present(key);
  }

  @FieldResolver(() => Show)
  async show(@Root() { run }: RefundRun, @Ctx() request: RequestContext): Promise<Show> {
    return showOf(this.context, run.showId, request);
  }

  private async requireRun(
    request: RequestContext,
    id: string,
  ): Promise<{ readonly run: RefundRunRow; readonly caller: Caller; readonly organizerId: string | null }> {
    const caller = requireOrganizer(request);
    const run = await readOwnRun(this.context, request, id);
    if (run === null) throw badUserInput('You have no such refund of a show.');
    const terms = await this.context.catalog.saleTermsOf(run.showId);
    return { run, caller, organizerId: terms?.organizerId ?? null };
  }

  private auditAs(
    request: RequestContext,
    action: string,
    { showId }: Pick<RefundRunKey, 'showId'>,
    organizerId: string | null,
    subject: string,
  ): Promise<AuditWriter> {
    return auditWriter(request, this.context.clock, { organizerId, showId, action, subject });
  }

  private async present(key: RefundRunKey): Promise<RefundRun> {
    const { database } = this.context;
    const run = await readRefundRun(database, key);
    if (run === null) throw new Error(`There is no run ${key.runId}`);
    return runView(database, run);
  }
}

@Resolver(() => ShowRefundQuote)
export class ShowRefundQuoteResolver {
  constructor(private readonly context: Pick<CheckoutContext, 'catalog'>) {}

  @FieldResolver(() => Show)
  async show(@Root() { quote }: ShowRefundQuote, @Ctx() request: RequestContext): Promise<Show> {
    return showOf(this.context, quote.showId, request);
  }
}

@Resolver(() => Show)
export class ShowRefundRunResolver {
  constructor(private readonly context: Pick<CheckoutContext, 'database'>) {}

  @Work(COUNTED)
  @FieldResolver(() => RefundRun, {
    nullable: true,
    description: "The latest refund of the show. For the show's organizer; null for others, and if there is none.",
  })
  async refundRun(@Root() show: Show, @Ctx() { caller }: RequestContext): Promise<RefundRun | null> {
    if (!(await mayRunShow(caller, show))) return null;
    const run = await readLatestRefundRun(this.context.database, show.showId);
    return run === null ? null : runView(this.context.database, run);
  }
}

async function showOf(
  { catalog }: Pick<CheckoutContext, 'catalog'>,
  showId: string,
  request: RequestContext,
): Promise<Show> {
  const show = await catalog.showById(showId, request);
  if (show === null) throw new Error(`There is no show ${showId}`);
  return show;
}

const actorOfOrganizer = ({ id, roles }: Caller): string =>
  actorText({ role: roles.has('admin') ? 'admin' : 'organizer', callerId: id });

/** A run of a show that the caller runs, or null. */
export async function readOwnRun(
  { catalog, database }: Pick<CheckoutContext, 'catalog' | 'database'>,
  { caller }: RequestContext,
  id: string,
): Promise<RefundRunRow | null> {
  const key = caller === null ? null : decodeRunId(id);
  const terms = key === null ? null : await catalog.saleTermsOf(key.showId);
  if (key === null || terms === null || !(await mayRunShow(caller, terms))) return null;
  return readRefundRun(database, key);
}
