import { useEffect, useState } from 'react';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { type Draw, drawQuery } from './operations';
import { type Verdict, verifyDraw } from './verify-draw';

interface DrawPanelProps {
  readonly id: string;
  readonly ticket: number | null;
  /** The draw is made when the sale opens, and published then. */
  readonly hasOpened: boolean;
}

/** What everybody can know about the draw, and a button that repeats it for one's own ticket. */
export function DrawPanel({ id, ticket, hasOpened }: DrawPanelProps) {
  const { t } = useMessages();
  const result = useQuery(drawQuery, { id });
  const { reload } = result;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the opening is the moment to read the seed
  useEffect(reload, [hasOpened]);
  const draw = result.kind === 'ready' ? result.data.show?.queueDraws[0] : undefined;
  if (draw === undefined) return null;
  return (
    <section className="panel draw">
      <h2>{t('draw.title')}</h2>
      <p className="muted">{t('draw.body')}</p>
      <dl>
        <div>
          <dt>{t('draw.commitment')}</dt>
          <dd>{draw.commitment}</dd>
        </div>
        <div>
          <dt>{t('draw.seed')}</dt>
          <dd>{draw.seed ?? t('draw.notYet')}</dd>
        </div>
      </dl>
      {ticket !== null && <Check draw={draw} ticket={ticket} />}
    </section>
  );
}

function Check({ draw: { commitment, seed, ticketCount }, ticket }: { readonly draw: Draw; readonly ticket: number }) {
  const { t } = useMessages();
  const [verdict, setVerdict] = useState<Verdict | 'working' | null>(null);
  if (seed === null || ticketCount === null) return null;
  const verify = async () => {
    setVerdict('working');
    setVerdict(await verifyDraw({ commitment, seed, ticketCount }, ticket));
  };
  if (verdict === null || verdict === 'working') {
    return (
      <p>
        <button
          type="button"
          className="button button-quiet"
          disabled={verdict === 'working'}
          onClick={() => void verify()}
        >
          {t(verdict === 'working' ? 'draw.working' : 'draw.verify')}
        </button>
      </p>
    );
  }
  return (
    <p className={`notice ${verdict.kind === 'broken' ? 'notice-bad' : 'notice-good'}`} role="status">
      {verdict.kind === 'broken'
        ? t('draw.bad')
        : verdict.kind === 'later'
          ? t('draw.late', { ticket })
          : t('draw.good', { ticket, count: ticketCount, place: verdict.place })}
    </p>
  );
}
