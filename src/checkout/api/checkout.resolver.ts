import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { holdNotFound } from '../../inventory';
import { orderView } from '../../orders';
import { type RequestContext, type ResultOf, requireCaller } from '../../platform';
import { cancelOrder, orderNotFound } from '../cancellation/cancel-order';
import type { CheckoutContext } from '../context';
import { purchase } from '../purchase/purchase';
import type { OrderOutcome } from '../purchase/read-outcome';
import { resumePurchase } from '../purchase/resume-purchase';
import {
  CancelOrderInput,
  CancelOrderResult,
  PurchaseInput,
  PurchaseResult,
  ResumePurchaseInput,
  ResumePurchaseResult,
} from './checkout.graphql';
import { languageTag } from './language-tag';

@Resolver()
export class CheckoutResolver {
  constructor(private readonly context: CheckoutContext) {}

  @Mutation(() => PurchaseResult, { description: 'Buys the seats of a hold.' })
  async purchase(
    @Arg('input', () => PurchaseInput) input: PurchaseInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof PurchaseResult>> {
    const caller = requireCaller(request);
    const hold = await this.context.inventory.findHold(input.holdId);
    if (hold === null) return holdNotFound;
    const email = input.email ?? caller.email;
    const locale = languageTag(input.locale ?? request.acceptLanguage);
    const outcome = await purchase(this.context, { ...input, email, locale, ...hold, buyerId: caller.id });
    switch (outcome.kind) {
      case 'HoldNotFound':
      case 'SalesNotOpen':
      case 'IdempotencyKeyReused':
        return outcome;
      default:
        return this.present(outcome);
    }
  }

  @Mutation(() => ResumePurchaseResult, {
    description: "Continues a purchase after the confirmation of the buyer's bank (3-D Secure).",
  })
  async resumePurchase(
    @Arg('input', () => ResumePurchaseInput) input: ResumePurchaseInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ResumePurchaseResult>> {
    const { id: buyerId } = requireCaller(request);
    const key = await this.context.orders.find(input.orderId);
    const outcome = key === null ? orderNotFound : await resumePurchase(this.context, { ...key, buyerId });
    return outcome.kind === 'OrderNotFound' ? outcome : this.present(outcome);
  }

  @Mutation(() => CancelOrderResult, {
    description:
      "Cancels a whole order. Buyers may cancel until the show's `refundUntil`, and at any time after the show was cancelled. The show's organizer and admins may cancel at any time.",
  })
  async cancelOrder(
    @Arg('input', () => CancelOrderInput) input: CancelOrderInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof CancelOrderResult>> {
    const caller = requireCaller(request);
    const key = await this.context.orders.find(input.orderId);
    const outcome = key === null ? orderNotFound : await cancelOrder(this.context, key, caller);
    return outcome.kind === 'OrderNotFound' ? outcome : { ...outcome, order: orderView(outcome.order) };
  }

  /** An outcome as the API shows it: orders and holds of the ledger become their views. */
  private present(outcome: OrderOutcome) {
    switch (outcome.kind) {
      case 'PurchasePayload':
        return { ...outcome, order: orderView(outcome.order) };
      case 'PaymentActionRequired':
        return { ...outcome, order: orderView(outcome.order) };
      case 'PaymentDeclined':
        return { ...outcome, hold: this.context.inventory.holdView(outcome.hold) };
      case 'PaymentUnavailable':
        return { ...outcome, hold: this.context.inventory.holdView(outcome.hold) };
      case 'PaymentNotPossible':
        return { ...outcome, hold: this.context.inventory.holdView(outcome.hold) };
      case 'HoldExpired':
        return outcome;
    }
  }
}
