import type { Logger } from '../logger';
import { forbidden, unauthenticated } from './errors';
import { WorkBudget } from './limits/work-budget';

/** The authenticated client, as its verified token says. */
export interface Caller {
  /** A UUID. */
  readonly id: string;
  readonly roles: ReadonlySet<string>;
  readonly email: string | null;
  readonly expiresAt: Date;
  /** What the session was opened for beside what is the caller's own, as the module that opened it names it. Missing in most. */
  readonly grant?: string;
  /**
   * The caller's role in an organization as it is in this operation, or null. Missing where nobody has memberships, such
   * as a buyer with a guest session or a device: to ask them costs nothing.
   */
  readonly roleIn?: (organizationId: string) => Promise<string | null>;
}

/** The context that every resolver receives: new for each operation. */
export interface RequestContext {
  readonly requestId: string;
  /** The network address of the client, taken from the configured proxies only. */
  readonly clientAddress: string;
  /** Adds the request's id to each line. */
  readonly logger: Logger;
  readonly caller: Caller | null;
  /** The header `Accept-Language` of the request. Null over a WebSocket. */
  readonly acceptLanguage: string | null;
  /** What the operation may still read and build. Resolvers of large fields report to it before they do either. */
  readonly budget: WorkBudget;
  /** Creates a value once per operation, such as a DataLoader. */
  once<T>(key: object, make: () => T): T;
}

type GivenContext = Omit<RequestContext, 'once' | 'budget' | 'acceptLanguage'> & {
  readonly acceptLanguage?: string | undefined;
};

export function makeContext(given: GivenContext): RequestContext {
  return new OperationContext(given);
}

/** Most operations write no line and load nothing twice: what only some of them need is made for those. */
class OperationContext implements RequestContext {
  readonly requestId: string;
  readonly clientAddress: string;
  readonly caller: Caller | null;
  readonly acceptLanguage: string | null;
  readonly budget = new WorkBudget();
  private readonly appLogger: Logger;
  // Apollo hands a shallow copy to resolvers: what is made belongs to the copy as well.
  private readonly made: { logger: Logger | null; values: Map<object, unknown> | null } = {
    logger: null,
    values: null,
  };

  constructor(given: GivenContext) {
    this.requestId = given.requestId;
    this.clientAddress = given.clientAddress;
    this.caller = given.caller;
    this.acceptLanguage = given.acceptLanguage ?? null;
    this.appLogger = given.logger;
  }

  get logger(): Logger {
    this.made.logger ??= this.appLogger.child({ requestId: this.requestId });
    return this.made.logger;
  }

  once<T>(key: object, make: () => T): T {
    this.made.values ??= new Map();
    const { values } = this.made;
    if (!values.has(key)) values.set(key, make());
    // Each key is used with one `make`, so the value has its type.
    return values.get(key) as T;
  }
}

/** The caller, or the error UNAUTHENTICATED. */
export function requireCaller(context: RequestContext): Caller {
  if (context.caller === null) throw unauthenticated();
  return context.caller;
}

/** The caller if it has one of the roles; else UNAUTHENTICATED or FORBIDDEN. */
export function requireRole(context: RequestContext, ...roles: string[]): Caller {
  const caller = requireCaller(context);
  if (!roles.some((role) => caller.roles.has(role))) {
    throw forbidden(`This requires the role ${roles.join(' or ')}.`);
  }
  return caller;
}

/** A caller who may run something: an organizer, a member of organizations or an admin; else UNAUTHENTICATED or FORBIDDEN. */
export const requireOrganizer = (context: RequestContext): Caller =>
  requireRole(context, 'organizer', 'member', 'admin');
