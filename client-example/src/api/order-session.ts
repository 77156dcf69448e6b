import { BuyerSession } from './session';

const KEY = 'frontrow.order-access';

/** A session that the link in a mail opened: for one order, and for an hour. */
interface OrderAccess {
  readonly orderId: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** Kept in this tab alone: whoever opens a mail on somebody else's device leaves nothing behind. */
export function keepOrderAccess(access: OrderAccess): void {
  sessionStorage.setItem(KEY, JSON.stringify(access));
}

function readAccess(orderId: string): OrderAccess | null {
  try {
    // Written by `keepOrderAccess` alone.
    const access = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as OrderAccess | null;
    return access !== null && access.orderId === orderId && Date.parse(access.expiresAt) > Date.now() ? access : null;
  } catch {
    return null;
  }
}

export const hasOrderAccess = (orderId: string): boolean => readAccess(orderId) !== null;

/** The session of the pages of one order: the one of its link while it lasts, else that of this browser. */
export class OrderSession extends BuyerSession {
  constructor(private readonly orderId: string) {
    super();
  }

  override get token(): string | null {
    return readAccess(this.orderId)?.token ?? super.token;
  }

  override forget(): void {
    if (hasOrderAccess(this.orderId)) sessionStorage.removeItem(KEY);
    else super.forget();
  }
}
