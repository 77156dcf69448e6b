import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { useTitle } from '../../../app/router';
import { Failed, Loading, useErrorText } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { cancelShowMutation, type RefundedShow, type Run, refundedShowQuery } from './operations';
import { RunProgress } from './run-progress';
import { StartRefund } from './start-refund';

/** For the organizer of a show: refunds all of its orders, and shows how far that is. */
export default function ShowRefundPage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <ShowRefund id={id} />
    </OrganizerApi>
  );
}

function ShowRefund({ id }: { readonly id: string }) {
  const { t, dayAndTime } = useMessages();
  const result = useQuery(refundedShowQuery, { id });
  const [started, setStarted] = useState<Run | null>(null);
  useTitle(t('organizer.refund.title'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const { show } = result.data;
  if (show === null) return <NotFound />;
  const { event, venue, startsAt } = show;
  const run = started ?? show.refundRun;
  return (
    <div className="refund">
      <h1>{t('organizer.refund.title')}</h1>
      <p>
        <strong>{event.name}</strong> · <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time> ·{' '}
        {venue.name}, {venue.city}
      </p>
      {run !== null && <RunProgress key={run.id} run={run} />}
      {show.status !== 'CANCELLED' && <CancelShow show={show} onCancelled={result.reload} />}
      {show.status === 'CANCELLED' && run === null && <StartRefund showId={id} onStarted={setStarted} />}
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
