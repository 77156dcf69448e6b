import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Failed, Loading, useErrorText } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { cancelShowMutation, type RefundedShow, type Run, refundedShowQuery } from './operations';
import { RunProgress } from './run-progress';
import { StartRefund } from './start-refund';

/** Refunds all orders of a show, and shows how far that is. */
export default function RefundTab({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const result = useQuery(refundedShowQuery, { id: showId });
  const [started, setStarted] = useState<Run | null>(null);
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const { show } = result.data;
  if (show === null) return <NotFound />;
  const run = started ?? show.refundRun;
  return (
    <div className="refund">
      <h2>{t('organizer.refund.title')}</h2>
      {run !== null && <RunProgress key={run.id} run={run} />}
      {show.status !== 'CANCELLED' && <CancelShow show={show} onCancelled={result.reload} />}
      {show.status === 'CANCELLED' && run === null && <StartRefund showId={showId} onStarted={setStarted} />}
    </div>
  );
}

function CancelShow({ show, onCancelled }: { readonly show: RefundedShow; readonly onCancelled: () => void }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = () =>
    api.ask(cancelShowMutation, { id: show.id }).then(onCancelled, (error: unknown) => setProblem(textOf(error)));
  return (
    <section className="panel">
      <p>{t('organizer.refund.cancelFirst')}</p>
      <label>
        <input type="checkbox" checked={isSure} onChange={({ target }) => setSure(target.checked)} />{' '}
        {t('organizer.refund.cancelSure')}
      </label>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <p>
        <button type="button" className="button" disabled={!isSure} onClick={() => void cancel()}>
          {t('organizer.refund.cancel')}
        </button>
      </p>
    </section>
  );
}
