import { useSyncExternalStore } from 'react';
import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { ChosenSeats } from './chosen-seats';
import type { ShowDetails } from './operations';
import { useBest, type Wishes } from './use-best';
import { type Refusal, useReserve } from './use-reserve';
import type { Seats } from './use-seats';

interface ChoicePanelProps {
  readonly show: ShowDetails;
  readonly seats: Extract<Seats, { kind: 'ready' }>;
  readonly wishes: Wishes;
}

/** What is chosen, what it costs, and the button that reserves it. On a phone it stays at the lower edge. */
export function ChoicePanel({ show, seats, wishes }: ChoicePanelProps) {
  const { t } = useMessages();
  const { selection } = seats;
  useSyncExternalStore(selection.subscribe, () => selection.tick);
  const { reserve, isBusy, refusal } = useReserve(show, seats);
  const best = useBest(show, seats, wishes);
  const { chosen, partySize, mode } = selection;
  const count = chosen.length;
  return (
    <section className="choice" aria-label={t('show.chosen')}>
      {refusal && <RefusalNotice refusal={refusal} show={show} seats={seats} />}
      {count === 0 && best.refusal && <RefusalNotice refusal={best.refusal} show={show} seats={seats} />}
      <LostNotice seats={seats} />
      {count > 0 ? (
        <ChosenSeats seats={seats} max={show.seatsPerBuyerMax} />
      ) : (
        <p className="choice-prompt">
          {mode === 'single' ? t('show.choosePromptSingle') : t('show.choosePrompt', { count: partySize })}
        </p>
      )}
      <div className="choice-actions">
        {count > 0 ? (
          <button type="button" className="button button-wide" disabled={isBusy} onClick={() => void reserve()}>
            {isBusy && <span className="spinner" aria-hidden="true" />}
            {isBusy ? t('show.holding') : t('show.hold', { count })}
          </button>
        ) : (
          <ReserveBestButton best={best} partySize={partySize} />
        )}
        <div className="choice-ways">
          <SingleSwitch seats={seats} />
          {count === 0 && (
            <button type="button" className="text-button" onClick={() => best.choose()}>
              {t('show.best', { count: partySize })}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

interface ReserveBestButtonProps {
  readonly best: ReturnType<typeof useBest>;
  readonly partySize: number;
}

function ReserveBestButton({ best, partySize }: ReserveBestButtonProps) {
  const { t } = useMessages();
  return (
    <button type="button" className="button button-wide" disabled={best.isBusy} onClick={() => void best.reserveBest()}>
      {best.isBusy && <span className="spinner" aria-hidden="true" />}
      {best.isBusy ? t('show.holding') : t('show.reserveBest', { count: partySize })}
    </button>
  );
}

function SingleSwitch({ seats: { selection } }: Pick<ChoicePanelProps, 'seats'>) {
  const { t } = useMessages();
  const change = (isSingle: boolean) => {
    selection.mode = isSingle ? 'single' : 'block';
    // A new mode is seen at once, and the choice stays.
    selection.choose(selection.chosen);
  };
  return (
    <label className="switch">
      <input type="checkbox" checked={selection.mode === 'single'} onChange={({ target }) => change(target.checked)} />
      <span>{t('show.single')}</span>
    </label>
  );
}

/**
 * RECIPE "what to do on conflict". The lost seats are named, the rest stays chosen, and one button takes the nearest
 * seats that are free. Nothing was held: all or none.
 */
function LostNotice({ seats: { store, selection } }: Pick<ChoicePanelProps, 'seats'>) {
  const { t } = useMessages();
  if (selection.lost.length === 0) return null;
  const nearest = selection.nearestBlock();
  return (
    <div className="notice notice-warn" role="alert">
      <p>{t('show.lost', { seats: selection.lost.map((index) => store.labelOf(index)).join(', ') })}</p>
      {nearest.length > 0 ? (
        <button type="button" className="button button-quiet" onClick={() => selection.choose(nearest)}>
          {t('show.nearest')}
        </button>
      ) : (
        <p>{t('show.noneLeft', { count: selection.partySize })}</p>
      )}
    </div>
  );
}

interface RefusalNoticeProps extends Pick<ChoicePanelProps, 'show' | 'seats'> {
  readonly refusal: Refusal;
}

function RefusalNotice({ refusal, show, seats: { selection } }: RefusalNoticeProps) {
  const { t } = useMessages();
  return (
    <div className="notice notice-bad" role="alert">
      <p>{refusal.text}</p>
      {refusal.suggestions?.map(({ indexes, label }) => (
        <button key={label} type="button" className="button button-quiet" onClick={() => selection.choose(indexes)}>
          {t('show.suggestion', { seats: label })}
        </button>
      ))}
      {refusal.holdId !== undefined && <Link href={paths.hold(refusal.holdId)}>{t('show.toHold')}</Link>}
      {refusal.needsQueue && <Link href={paths.queue(show.id)}>{t('show.toQueue')}</Link>}
    </div>
  );
}
