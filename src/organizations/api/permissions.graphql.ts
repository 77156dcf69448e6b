import { registerEnumType } from 'type-graphql';
import type { ShowPermission } from '../show-permission';

/** What a caller may do as an organizer, as the API names it. */
export const OrganizerPermission = {
  MANAGE: 'MANAGE',
  SELL: 'SELL',
  FIGURES: 'FIGURES',
  SCAN: 'SCAN',
  CHANGE_MEMBERS: 'CHANGE_MEMBERS',
} as const satisfies Record<Uppercase<ShowPermission> | 'CHANGE_MEMBERS', string>;
export type OrganizerPermission = keyof typeof OrganizerPermission;

registerEnumType(OrganizerPermission, {
  name: 'OrganizerPermission',
  description: 'What a caller may do as an organizer. `docs/organizations.md` says which role has which.',
  valuesConfig: {
    MANAGE: {
      description:
        'Everything about a show: terms, prices, seats, the waiting room, cancellations, refunds. Of an organization also its webhooks and its audit.',
    },
    SELL: { description: 'Selling and giving away seats, orders, tickets.' },
    FIGURES: { description: 'Figures, blocks and the history of seats.' },
    SCAN: { description: 'The door: scanning, devices, alarms.' },
    CHANGE_MEMBERS: { description: 'Inviting, changing and removing members of the organization.' },
  },
});

/** The permission of a show as the API names it. */
export const permissionName = (permission: ShowPermission): OrganizerPermission =>
  // `Uppercase` of the type is what `toUpperCase` returns.
  permission.toUpperCase() as Uppercase<ShowPermission>;
