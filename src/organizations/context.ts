import type { Accounts } from '../accounts';
import type { Clock, Database, Logger } from '../platform';
import type { OrganizerLinks } from './links';

/** What the use cases of this module work with. */
export interface OrganizationsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tokens: Accounts['tokens'];
  readonly links: OrganizerLinks;
  /** Where clients reach the service, without a slash at its end. */
  readonly publicUrl: () => string;
}
