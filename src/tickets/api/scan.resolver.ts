import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badUserInput, type RequestContext, type ResultOf, Work } from '../../platform';
import type { TicketsContext } from '../context';
import { encodeDeviceId } from '../door/devices';
import { recordOfflineScanned } from '../door/record-offline-scan';
import { requireDoor, requireScanner } from '../door/require-door';
import type { Scan, Scanner, ScanTicketOutcome } from '../door/scan';
import { scanTicket } from '../door/scan-ticket';
import { type OfflineScanInput, ScanTicketInput, ScanTicketResult, ScanTicketsInput } from './scan.graphql';
import { ticketView } from './tickets.graphql';
import { seatOf } from './tickets.resolver';

const GATE_LENGTH_MAX = 40;
const NAME_LENGTH_MAX = 64;
const SCANS_ASSUMED = 100;

type Result = ResultOf<typeof ScanTicketResult>;

@Resolver()
export class ScanResolver {
  constructor(private readonly context: TicketsContext) {}

  @Mutation(() => ScanTicketResult, {
    description:
      "Scans a ticket at the door. Of many scans of one ticket one is accepted. For devices that are paired with the show, the show's organizer and admins.",
  })
  async scanTicket(
    @Arg('input', () => ScanTicketInput) input: ScanTicketInput,
    @Ctx() request: RequestContext,
  ): Promise<Result> {
    const scanner = await requireScanner(this.context, request, input.showId);
    const scan = this.parse(scanner, input);
    if (input.offline !== true) return this.present(await scanTicket(this.context, scanner, scan), request);
    await requireDoor(this.context, request, input.showId);
    return this.present(await recordOfflineScanned(this.context, scanner, scan), request);
  }

  @Work({ statements: SCANS_ASSUMED })
  @Mutation(() => [ScanTicketResult], {
    description:
      'Records scans that were made without the network, as they happened. One answer for each, in the same order. May be repeated: known scans get their first answer.',
  })
  async scanTickets(
    @Arg('input', () => ScanTicketsInput) { showId, scans }: ScanTicketsInput,
    @Ctx() request: RequestContext,
  ): Promise<Result[]> {
    const scanner = await requireScanner(this.context, request, showId);
    await requireDoor(this.context, request, showId);
    const parsed = scans.map((scan) => this.parse(scanner, scan));
    const answers: Result[] = [];
    // One after the other: each is a transaction of its own, so that two gates never wait for each other in a ring.
    for (const scan of parsed)
      answers.push(await this.present(await recordOfflineScanned(this.context, scanner, scan), request));
    return answers;
  }

  private parse({ showId, pairedDeviceId }: Scanner, input: OfflineScanInput): Scan {
    const { code, gateId, deviceId, nonce, scannedAt } = input;
    if (gateId.trim() === '' || gateId.length > GATE_LENGTH_MAX)
      throw badUserInput(`"gateId" must be 1 to ${GATE_LENGTH_MAX} characters.`);
    if (nonce === '' || nonce.length > NAME_LENGTH_MAX)
      throw badUserInput(`"nonce" must be 1 to ${NAME_LENGTH_MAX} characters.`);
    if (deviceId === '' || deviceId.length > NAME_LENGTH_MAX)
      throw badUserInput(`"deviceId" must be 1 to ${NAME_LENGTH_MAX} characters.`);
    if (pairedDeviceId !== null && deviceId !== encodeDeviceId({ showId, deviceId: pairedDeviceId }))
      throw badUserInput('"deviceId" must be the id of the paired device.');
    return { code: code.trim(), gateId, deviceId, nonce, scannedAt, direction: input.direction ?? 'IN' };
  }

  private async present(outcome: ScanTicketOutcome, request: RequestContext): Promise<Result> {
    switch (outcome.kind) {
      case 'NotATicket':
        return outcome;
      case 'WrongShow': {
        const { seat } = outcome;
        if (seat === null) return { ...outcome, seat, show: null };
        const [show, view] = [
          await this.context.catalog.showById(seat.showId, request),
          await seatOf(this.context, seat),
        ];
        return { ...outcome, show, seat: view };
      }
      case 'ScanAccepted':
        return { ...outcome, ticket: ticketView(outcome.ticket) };
      case 'AlreadyScanned':
        return { ...outcome, ticket: ticketView(outcome.ticket) };
      case 'TicketRevoked':
        return { ...outcome, ticket: ticketView(outcome.ticket) };
      case 'TooEarly':
        return { ...outcome, ticket: ticketView(outcome.ticket) };
      case 'NotInside':
        return { ...outcome, ticket: ticketView(outcome.ticket) };
    }
  }
}
