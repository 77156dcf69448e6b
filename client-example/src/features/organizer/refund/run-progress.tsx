import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { continueRunMutation, type Run, runSubscription, stopRunMutation } from './operations';

/** How far a refund is, as it moves on; stops it, and continues it after a stop. */
export function RunProgress({ run: first }: { readonly run: Run }) {
  const { t, money, number } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const latestTextOf = useRef(textOf);
  latestTextOf.current = textOf;
  const [run, setRun] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(
    () =>
      api.follow(runSubscription, () => ({ id: first.id }), {
        next: ({ refundRun }) => setRun(refundRun),
        error: (error) => setProblem(latestTextOf.current(error)),
      }),
    [api, first.id],
  );
  const act = (asked: Promise<Run>) => asked.then(setRun, (error: unknown) => setProblem(textOf(error)));
  const goOn = async () => (await api.ask(continueRunMutation, { runId: run.id })).continueRefundRun.run;
  const stop = async () => (await api.ask(stopRunMutation, { runId: run.id })).stopRefundRun.run;
  const { state, stopReason, leftCount, endedCount, waitingCount, requestedCount, sums } = run;
  const total = leftCount + endedCount;
  const counts = [
    ['organizer.refund.count.left', leftCount],
    ['organizer.refund.count.waiting', waitingCount + requestedCount],
    ['organizer.refund.count.pending', run.pendingCount],
    ['organizer.refund.count.returned', run.returnedCount],
    ['organizer.refund.count.failed', run.failedCount],
  ] as const;
  return (
    <section className="panel">
      <div role="status">
        <h3>{t(`organizer.refund.state.${state}`)}</h3>
      </div>
      {stopReason !== null && <p className="notice notice-warn">{stopReason}</p>}
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <progress
        className="refund-progress"
        aria-label={t('organizer.refund.progress')}
        max={Math.max(1, total)}
        value={endedCount - waitingCount - requestedCount}
      />
      <ul>
        {counts.map(([key, count]) => (
          <li key={key}>
            {t(key)}: {number(count)}
          </li>
        ))}
        {sums.map(({ total: all, returned, failed }) => (
          <li key={all.currency}>
            {t('organizer.refund.returned', { returned: money(returned), total: money(all) })}{' '}
            {failed.amountMinor > 0 && t('organizer.refund.failed', { amount: money(failed) })}
          </li>
        ))}
      </ul>
      {state === 'STOPPED' && (
        <button type="button" className="button" onClick={() => void act(goOn())}>
          {t('organizer.refund.continue')}
        </button>
      )}
      {state === 'RUNNING' && (
        <button type="button" className="button button-quiet" onClick={() => void act(stop())}>
          {t('organizer.refund.stop')}
        </button>
      )}
    </section>
  );
}
