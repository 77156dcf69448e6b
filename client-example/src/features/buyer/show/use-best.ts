import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { holdBestSeats } from '../ticketing/hold-best-seats';
import { companionsOf, type Needs } from './needs';
import type { ShowDetails } from './operations';
import type { Refusal } from './use-reserve';
import type { Seats } from './use-seats';

/** What the buyer has chosen beside the seats. */
export interface Wishes {
  readonly needs: Needs;
  /** The prices to show, by their place in `SeatStore.zones`; null for all. */
  readonly visibleZones: ReadonlySet<number> | null;
}

/** One press that reserves the best seats. `null` comes back where the page has to choose instead. */
export function useBest(show: ShowDetails, { store, selection }: Extract<Seats, { kind: 'ready' }>, wishes: Wishes) {
  const api = useApi();
  const { t } = useMessages();
  const textOf = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  /** Of the features the service knows places for wheelchairs; for others, and where there are no seats, the page chooses. */
  const canAsk =
    wishes.needs.features.every((feature) => feature === 'ACCESSIBLE') &&
    store.geometry.rows.some(({ kind }) => kind !== 'standing');

  const zonesOf = (visible: ReadonlySet<number>): string[] =>
    store.geometry.zoneNames.filter((_, zone) => visible.has(store.priced.ofMapZone[zone] ?? -1));

  const hold = async (): Promise<void> => {
    const { needs, visibleZones } = wishes;
    const result = await holdBestSeats(api, {
      showId: show.id,
      quantity: selection.partySize,
      zones: visibleZones && zonesOf(visibleZones),
      wheelchairPlaces: Math.min(needs.wheelchairPlaces, selection.partySize),
      companions: companionsOf(needs, selection.partySize),
    });
    switch (result.__typename) {
      case 'HoldBestSeatsPayload':
        return navigate(paths.hold(result.hold.id));
      case 'NoSuchSeats': {
        const { largestTogether: count } = result;
        return setRefusal({ text: count > 0 ? t('show.noSuchSeats', { count }) : t('show.noneFit') });
      }
      case 'HoldLimitReached':
        return setRefusal({ text: t('show.full', { count: result.seatsPerBuyerMax }) });
      case 'NotAdmitted':
        return setRefusal({ text: t('show.notAdmitted'), needsQueue: true });
      default:
        return setRefusal({ text: refusalText(t, result) });
    }
  };

  /** Chooses on the page; false where nothing fits. */
  const choose = (): boolean => {
    const block = selection.nearestBlock();
    selection.choose(block);
    if (block.length === 0) setRefusal({ text: t('show.noneFit') });
    return block.length > 0;
  };

  const reserveBest = async (): Promise<'done' | 'chosen'> => {
    setBusy(true);
    setRefusal(null);
    try {
      if (canAsk) await hold();
      else return choose() ? 'chosen' : 'done';
    } catch (error) {
      setRefusal({ text: textOf(error) });
    } finally {
      setBusy(false);
    }
    return 'done';
  };
  return { reserveBest, choose, isBusy, refusal, forget: () => setRefusal(null) };
}
