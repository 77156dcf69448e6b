import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badUserInput, decodeId, networkOf, type RequestContext, type ResultOf, requireCaller } from '../../platform';
import type { BestSeats } from '../best/hold-best-seats';
import { encodeSeatId } from '../ledger/seat-id';
import { HoldBestSeatsInput, HoldBestSeatsResult, SeatChoiceStep } from './best-seats.graphql';
import { holdView } from './seat-views';

@Resolver()
export class BestSeatsResolver {
  constructor(private readonly bestSeats: BestSeats) {}

  @Mutation(() => HoldBestSeatsResult, {
    description:
      'Holds the best free seats for a party, like `holdSeats`. The best are those nearest to where their section looks, or to `near`, in the first of these steps that finds any: side by side without leaving a single free seat; side by side; two groups in touching rows with nobody alone; the same section. Seats with a restricted view, places for wheelchairs and companions, and standing places are never among them unless they are asked for.',
  })
  async holdBestSeats(
    @Arg('input', () => HoldBestSeatsInput) input: HoldBestSeatsInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof HoldBestSeatsResult>> {
    const { id: buyerId } = requireCaller(request);
    const showId = decodeId('show', input.showId);
    if (showId === null) throw badUserInput(`"showId" is not the id of a show: ${input.showId}.`);
    const network = networkOf(request.clientAddress);
    const outcome = await this.bestSeats.hold({
      ...input,
      together: input.together ?? 'PREFERRED',
      wheelchairPlaces: input.wheelchairPlaces ?? 0,
      companions: input.companions ?? 0,
      obstructedView: input.obstructedView ?? false,
      showId,
      buyerId,
      network,
    });
    if (outcome.kind !== 'HoldBestSeatsPayload') return outcome;
    const { hold, serverTime, claims } = outcome;
    const { step, groups = [hold.seatNos], singleSeatsLeft, focalDistanceCm } = hold.choice;
    return {
      kind: outcome.kind,
      hold: holdView(hold, serverTime),
      serverTime,
      together: groups.length === 1,
      groups: groups.map((group) => group.map((seatNo) => encodeSeatId(showId, seatNo))),
      singleSeatsLeft,
      why: { step: SeatChoiceStep[step], focalDistanceCm, tries: claims },
    };
  }
}
