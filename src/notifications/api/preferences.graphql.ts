import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { EmailAddress } from '../../platform';
import type { OptionalKind } from '../ledger/notification';

export const OptionalNotificationKind = {
  PAYMENT_FAILED: 'PAYMENT_FAILED',
  HOLD_ENDING: 'HOLD_ENDING',
  SEATS_RELEASED: 'SEATS_RELEASED',
  SHOW_PAUSED: 'SHOW_PAUSED',
  SOLD_OUT: 'SOLD_OUT',
  DEAD_LETTERS: 'DEAD_LETTERS',
} as const satisfies Record<OptionalKind, OptionalKind>;

registerEnumType(OptionalNotificationKind, {
  name: 'OptionalNotificationKind',
  description: 'A mail that may be declined. All others are always sent.',
  valuesConfig: {
    PAYMENT_FAILED: { description: 'A payment did not succeed.' },
    HOLD_ENDING: { description: 'Seats are held for two more minutes.' },
    SEATS_RELEASED: { description: 'The seats of a hold were released.' },
    SHOW_PAUSED: { description: 'The sale of a show is paused.' },
    SOLD_OUT: { description: 'For organizers: a show is sold out.' },
    DEAD_LETTERS: { description: 'For organizers: payments and mails of their shows need an operator.' },
  },
});

@ObjectType({ description: 'Which optional mails the caller wants.' })
export class NotificationPreferences {
  @Field(() => [OptionalNotificationKind], { description: 'Those that are not sent.' })
  unwanted!: OptionalKind[];
}

@InputType()
export class UpdateNotificationPreferencesInput {
  @Field(() => [OptionalNotificationKind], { description: 'All that are not to be sent; an empty list has all sent.' })
  unwanted!: OptionalKind[];
}

@ObjectType()
export class UpdateNotificationPreferencesPayload {
  @Field(() => NotificationPreferences)
  preferences!: NotificationPreferences;
}

@ObjectType({ description: 'Where mail to an organizer goes.' })
export class OrganizerContact {
  @Field(() => EmailAddress)
  email!: string;

  @Field(() => String, { nullable: true, description: 'The language of the mail, such as `de`.' })
  locale!: string | null;
}

@InputType()
export class SetOrganizerContactInput {
  @Field(() => EmailAddress, { nullable: true, description: 'Null for no mail.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'A language tag; without one, the header `Accept-Language`.' })
  locale?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "An organization that the caller manages. Without it, the caller's own contact.",
  })
  organizationId?: string | null;
}

@ObjectType()
export class SetOrganizerContactPayload {
  @Field(() => OrganizerContact, { nullable: true })
  contact!: OrganizerContact | null;
}
