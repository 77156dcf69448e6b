import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { holdNotFound } from '../../inventory';
import { orderView } from '../../orders';
import { decodeId, type RequestContext, requireCaller } from '../../platform';
import { type CancelOrderOutcome, cancelOrder, orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { purchase } from '../purchase/purchase';
import type { PurchaseOutcome } from '../purchase/read-outcome';
import { resumePurchase } from '../purchase/resume-purchase';
import {
  CancelOrderInput,
  CancelOrderResult,
  PurchaseInput,
  PurchaseResult,
  ResumePurchaseInput,
  ResumePurchaseResult,
} from './checkout.graphql';

@Resolver()
export class CheckoutResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Mutation(() => PurchaseResult, { description: 'Buys the seats of a hold.' })
  async purchase(
    @Arg('input', () => PurchaseInput) input: PurchaseInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const caller = requireCaller(context);
    const holdId = decodeId('hold', input.holdId);
    if (holdId === null) return holdNotFound;
    const email = input.email ?? caller.email;
    return this.present(await purchase(this.context, { ...input, email, holdId, buyerId: caller.id }));
  }

  @Mutation(() => ResumePurchaseResult, {
    description: 'Goes on with a purchase after the buyer was at their bank (3-D Secure).',
  })
  async resumePurchase(
    @Arg('input', () => ResumePurchaseInput) input: ResumePurchaseInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { id: buyerId } = requireCaller(context);
    const orderId = decodeId('order', input.orderId);
    const outcome = orderId === null ? null : await resumePurchase(this.context, { orderId, buyerId });
    return outcome === null ? orderNotFound : this.present(outcome);
  }

  @Mutation(() => CancelOrderResult, {
    description:
      "Gives a whole order back. Buyers may until the show's refund deadline, its organiser and admins at any time.",
  })
  async cancelOrder(
    @Arg('input', () => CancelOrderInput) input: CancelOrderInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const caller = requireCaller(context);
    const orderId = decodeId('order', input.orderId);
    return this.present(orderId === null ? orderNotFound : await cancelOrder(this.context, orderId, caller));
  }

  /** An outcome as the API shows it: ledger things become views, everything else stays. */
  private present(outcome: PurchaseOutcome | CancelOrderOutcome): object {
    if ('order' in outcome) return { ...outcome, order: orderView(outcome.order) };
    if ('hold' in outcome) return { ...outcome, hold: this.context.inventory.holdView(outcome.hold) };
    return outcome;
  }
}
