import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { type HoldPlacesResult, holdPlaces } from '../ticketing/hold-places';
import { type HoldSeatsResult, holdSeats } from '../ticketing/hold-seats';
import { type ShowDetails, seatIdsQuery } from './operations';
import { placesWishOf } from './places-wish';
import type { Seats } from './use-seats';

/** Why nothing was reserved, with the way on where there is one. */
export interface Refusal {
  readonly text: string;
  readonly holdId?: string;
  readonly needsQueue?: boolean;
  /** Other seats that fulfil the same wish. */
  readonly suggestions?: readonly Suggestion[];
}

export interface Suggestion {
  readonly indexes: readonly number[];
  readonly label: string;
}

type Refused = Exclude<HoldSeatsResult | HoldPlacesResult, { __typename: 'HoldSeatsPayload' }>;

/** So long after the last choice the ids are read, so that they are there when the button is pressed. */
const CHOOSING_MS = 250;

/** Reserves what is chosen: all of it or nothing. Of places without numbers the service takes any. */
export function useReserve(show: ShowDetails, { store, selection }: Extract<Seats, { kind: 'ready' }>) {
  const api = useApi();
  const { t } = useMessages();
  const textOf = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ids = useRef(new Map<number, string>());
  const chosen = useSyncExternalStore(selection.subscribe, () => selection.chosen);

  const readIds = async (indexes: readonly number[]): Promise<string[]> => {
    const missing = indexes.filter((index) => !ids.current.has(index));
    if (missing.length > 0) {
      const { show: found } = await api.ask(seatIdsQuery, { id: show.id, indexes: missing });
      for (const { id, index } of found?.seats.nodes ?? []) ids.current.set(index, id);
    }
    return indexes.flatMap((index) => ids.current.get(index) ?? []);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new choice is the reason to run, and nothing else
  useEffect(() => {
    setRefusal(null);
    if (chosen.length === 0) return;
    // The button reads what is missing, so a failure here is none.
    const timer = setTimeout(() => void readIds(chosen).catch(() => undefined), CHOOSING_MS);
    return () => clearTimeout(timer);
  }, [chosen]);

  /** What an answer other than the hold means for the choice. */
  const refuse = (result: Refused): Refusal | null => {
    switch (result.__typename) {
      case 'SeatsUnavailable': {
        if ('placesLeft' in result) return { text: placesLeft(result.placesLeft ?? 0) };
        const [own] = result.ownHolds;
        if (own) return { text: t('show.ownHold'), holdId: own.id };
        selection.lose(result.seats.map(({ index }) => index));
        return null;
      }
      case 'LeavesSingleSeat':
        return { text: t('show.leavesSingle'), suggestions: suggestionsOf(result) };
      case 'HoldLimitReached':
        return { text: t('show.full', { count: result.seatsPerBuyerMax }) };
      case 'NotAdmitted':
        return { text: t('show.notAdmitted'), needsQueue: true };
      default:
        return { text: refusalText(t, result) };
    }
  };

  const suggestionsOf = (result: Extract<Refused, { __typename: 'LeavesSingleSeat' }>): Suggestion[] =>
    // Places without numbers leave no single seat.
    ('suggestedSeats' in result ? result.suggestedSeats : []).map((seats) => {
      for (const { id, index } of seats) ids.current.set(index, id);
      return { indexes: seats.map(({ index }) => index), label: seats.map(({ label }) => label).join(', ') };
    });

  const placesLeft = (count: number): string => (count > 0 ? t('show.placesLeft', { count }) : t('show.noPlacesLeft'));

  const hold = async (): Promise<HoldSeatsResult | HoldPlacesResult> => {
    const places = placesWishOf(store, selection.chosen);
    if (places !== null) return holdPlaces(api, { showId: show.id, ...places });
    const seatIds = await readIds(selection.chosen);
    return holdSeats(api, { showId: show.id, seatIds, seenRevision: store.revision });
  };

  const reserve = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    selection.reserving = true;
    try {
      const result = await hold();
      if (result.__typename === 'HoldSeatsPayload') return navigate(paths.hold(result.hold.id));
      setRefusal(refuse(result));
    } catch (error) {
      setRefusal({ text: textOf(error) });
    } finally {
      selection.reserving = false;
      setBusy(false);
    }
  };
  return { reserve, isBusy, refusal };
}
