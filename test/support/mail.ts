import { eventually } from './eventually';
import type { MadeShow } from './factories/shows';
import { holdFree } from './holds';
import type { MailServer, ReceivedMail } from './mail-server';
import { type OrderView, purchase } from './purchases';
import type { TestApp } from './test-app';

/** Looks for due mail more often than a service does. */
export const quickMail = { mail: { sweepMs: 50 } } as const;

let count = 0;

/** An address that no other test uses. */
export const newAddress = (name = 'ada'): string => {
  count += 1;
  return `${name}.${process.pid}.${count}@mail.example`;
};

export interface Bought {
  readonly order: OrderView;
  readonly token: string;
  readonly email: string;
}

/** Buys seats as a new buyer with an address. */
export async function buyWithAddress(
  testApp: TestApp,
  show: MadeShow,
  seatNos: readonly number[],
  {
    email = newAddress(),
    ...more
  }: { readonly email?: string; readonly locale?: string; readonly paymentMethod?: string } = {},
): Promise<Bought> {
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, seatNos, token);
  const { order } = await purchase(testApp, { holdId, email, ...more }, token);
  if (order?.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(order)}`);
  return { order, token, email };
}

/** Waits for so many mails to an address, and returns them. */
export async function mailsTo(server: MailServer, address: string, wanted = 1): Promise<readonly ReceivedMail[]> {
  await eventually(() => {
    const { length } = server.mailsTo(address);
    return length >= wanted || `${length} of ${wanted} mails to ${address}`;
  }, 20_000);
  return server.mailsTo(address);
}

export async function mailTo(server: MailServer, address: string): Promise<ReceivedMail> {
  const [mail] = await mailsTo(server, address);
  if (mail === undefined) throw new Error('There is no mail');
  return mail;
}
