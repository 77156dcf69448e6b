import { useMessages } from '../../../messages/use-messages';
import type { Pace } from './operations';

/** How fast the show sells: each figure with what it rests on, and a dash where nobody can know it yet. */
export function PaceTiles({ pace }: { readonly pace: Pace }) {
  const { t, number, percent } = useMessages();
  const { conversion, ticketsPerMinute, minutesToSoldOut, waitingCount, insideCount } = pace;
  const orders = { count: pace.orderCount, minutes: number(Math.ceil(pace.orderSeconds / 60)) };
  const tiles = [
    ['holds', number(pace.holdsPerSecond), t('organizer.live.holdsBasis')],
    ['tickets', ticketsPerMinute, t('organizer.live.ticketsBasis', orders)],
    [
      'soldOut',
      minutesToSoldOut,
      minutesToSoldOut === null ? t('organizer.live.unknown') : t('organizer.live.soldOutBasis'),
    ],
    [
      'conversion',
      conversion === null ? null : percent(conversion),
      t('organizer.live.conversionBasis', { count: pace.endedHoldCount }),
    ],
    ...(waitingCount === null || insideCount === null
      ? []
      : [
          ['waiting', waitingCount, t('organizer.live.waitingBasis')] as const,
          ['inside', insideCount, t('organizer.live.insideBasis', { count: pace.admittedCount ?? 0 })] as const,
        ]),
  ] as const;
  return (
    <dl className="figures-facts live-pace">
      {tiles.map(([name, value, basis]) => (
        <div key={name} className={`live-${name}`}>
          <dt>{t(`organizer.live.${name}`)}</dt>
          <dd>
            {value === null ? '–' : typeof value === 'number' ? number(value) : value}
            <small className="muted">{basis}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}
