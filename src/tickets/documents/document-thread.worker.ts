import { Transfer, worker } from 'workerpool';
import type { DocumentLanguage } from './messages/languages';
import { drawTickets } from './pdf/draw-tickets';
import type { TicketDocument } from './ticket-document';
import { type ApplePassSigner, type PassContent, signApplePass } from './wallet/apple/sign-apple-pass';

/** A buffer of its own, because what is moved is the memory behind it, and small buffers share theirs. */
function moved(file: Buffer): InstanceType<typeof Transfer> {
  const bytes = Uint8Array.from(file);
  return new Transfer(bytes, [bytes.buffer]);
}

/** What the thread does. Dates stay dates on the way here; the bytes of a file move back without a copy. */
const tasks = {
  drawTickets: async (tickets: readonly TicketDocument[], language: DocumentLanguage) =>
    moved(await drawTickets(tickets, language)),
  signApplePass: (content: PassContent, signer: ApplePassSigner) => moved(signApplePass(content, signer)),
};

worker(tasks);
