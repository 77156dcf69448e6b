import { useMessages } from '../../../messages/use-messages';

/** So few seats are worth a word. */
const FEW = 20;

export interface TaggedShow {
  readonly status: 'CANCELLED' | 'ON_SALE' | 'SALES_CLOSED' | 'SALES_PAUSED' | 'SCHEDULED' | 'SOLD_OUT';
  readonly salesOpenAt: string;
  readonly waitingRoomActive: boolean;
  readonly availableCount: number | null;
  readonly venue: { readonly timeZone: string };
}

/** What a buyer can do with a show now, in one or two words. */
export function ShowTag({ show }: { readonly show: TaggedShow }) {
  const { t, dayAndTime } = useMessages();
  const { status, salesOpenAt, waitingRoomActive, availableCount, venue } = show;
  switch (status) {
    case 'ON_SALE':
      if (waitingRoomActive) return <span className="tag tag-warn">{t('status.queue')}</span>;
      return availableCount !== null && availableCount > 0 && availableCount <= FEW ? (
        <span className="tag tag-warn">{t('status.fewLeft', { count: availableCount })}</span>
      ) : (
        <span className="tag tag-good">{t('status.onSale')}</span>
      );
    case 'SCHEDULED':
      return <span className="tag">{t('status.opens', { when: dayAndTime(salesOpenAt, venue.timeZone) })}</span>;
    case 'SOLD_OUT':
      return <span className="tag">{t('status.soldOut')}</span>;
    case 'CANCELLED':
      return <span className="tag tag-bad">{t('status.cancelled')}</span>;
    case 'SALES_PAUSED':
      return <span className="tag tag-warn">{t('status.paused')}</span>;
    case 'SALES_CLOSED':
      return <span className="tag">{t('status.closed')}</span>;
  }
}
