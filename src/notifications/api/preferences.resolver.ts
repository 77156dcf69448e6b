import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Viewer } from '../../accounts';
import { organizerOfNew } from '../../catalog';
import { languageTag } from '../../checkout';
import { type RequestContext, requireCaller, Work } from '../../platform';
import type { NotificationsContext } from '../context';
import { readOrganizerContact, setOrganizerContact } from '../organizers/organizer-contact';
import { readUnwanted, writeUnwanted } from '../preferences/preferences';
import {
  NotificationPreferences,
  OrganizerContact,
  SetOrganizerContactInput,
  SetOrganizerContactPayload,
  UpdateNotificationPreferencesInput,
  UpdateNotificationPreferencesPayload,
} from './preferences.graphql';

@Resolver(() => Viewer)
export class NotificationPreferencesResolver {
  constructor(private readonly context: NotificationsContext) {}

  @Work({ statements: 1 })
  @FieldResolver(() => NotificationPreferences, { description: 'Which optional mails the caller wants.' })
  async notificationPreferences(@Root() { callerId }: Viewer): Promise<NotificationPreferences> {
    return { unwanted: [...(await readUnwanted(this.context.database, { callerId }))] };
  }

  @Work({ statements: 1 })
  @FieldResolver(() => OrganizerContact, {
    nullable: true,
    description:
      'Where mail to this organizer goes. Null for callers who organize nothing, and where no mail is wanted.',
  })
  async organizerContact(@Root() _viewer: Viewer, @Ctx() { caller }: RequestContext): Promise<OrganizerContact | null> {
    return caller === null ? null : readOrganizerContact(this.context, caller.id);
  }

  @Mutation(() => UpdateNotificationPreferencesPayload, {
    description:
      'Says which optional mails about what this caller buys, holds and organizes are sent. The link at the end of an optional mail does the same for its address. Confirmations, refunds and changes of a show or a ticket are always sent.',
  })
  async updateNotificationPreferences(
    @Arg('input', () => UpdateNotificationPreferencesInput) { unwanted }: UpdateNotificationPreferencesInput,
    @Ctx() request: RequestContext,
  ): Promise<UpdateNotificationPreferencesPayload> {
    const { id: callerId } = requireCaller(request);
    await writeUnwanted(this.context.database, { callerId }, unwanted);
    return { preferences: { unwanted: [...new Set(unwanted)] } };
  }

  @Mutation(() => SetOrganizerContactPayload, {
    description:
      'Sets the address for mail to this organizer: shows that are sold out, dead letters, webhook endpoints that were disabled.',
  })
  async setOrganizerContact(
    @Arg('input', () => SetOrganizerContactInput)
    { email = null, locale = null, organizationId }: SetOrganizerContactInput,
    @Ctx() request: RequestContext,
  ): Promise<SetOrganizerContactPayload> {
    const { organizerId, author } = await organizerOfNew(request, organizationId);
    const contact = { email, locale: languageTag(locale ?? request.acceptLanguage) };
    return { contact: await setOrganizerContact(this.context, { organizerId, author }, contact) };
  }
}
