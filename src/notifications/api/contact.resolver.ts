import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { languageTag } from '../../checkout';
import { orderView } from '../../orders';
import { type RequestContext, type ResultOf, requireCaller } from '../../platform';
import { updateContact } from '../address/update-contact';
import type { NotificationsContext } from '../context';
import { remindOfHold } from '../reminders/remind-of-hold';
import { RemindOfHoldInput, RemindOfHoldResult, UpdateContactInput, UpdateContactResult } from './contact.graphql';

@Resolver()
export class ContactResolver {
  constructor(private readonly context: NotificationsContext) {}

  @Mutation(() => UpdateContactResult, {
    description:
      'Asks for another address of an order. The old one is notified first, with a link that keeps it. At most three times a day.',
  })
  async updateContact(
    @Arg('input', () => UpdateContactInput) input: UpdateContactInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof UpdateContactResult>> {
    const outcome = await updateContact(this.context, requireCaller(request), input);
    return outcome.kind === 'UpdateContactPayload' ? { ...outcome, order: orderView(outcome.order) } : outcome;
  }

  @Mutation(() => RemindOfHoldResult, {
    description:
      'Has a mail sent two minutes before the seats of a hold are released, and one when they were. A hold has at most one of each; none is sent if the seats are bought.',
  })
  async remindOfHold(
    @Arg('input', () => RemindOfHoldInput) { holdId, email = null, locale = null }: RemindOfHoldInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof RemindOfHoldResult>> {
    const wish = { holdId, email, locale: languageTag(locale ?? request.acceptLanguage) };
    const outcome = await remindOfHold(this.context, requireCaller(request), wish);
    return outcome.kind === 'RemindOfHoldPayload'
      ? { ...outcome, hold: this.context.inventory.holdView(outcome.hold) }
      : outcome;
  }
}
