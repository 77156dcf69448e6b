import { useApi } from '../../../app/api-context';
import { Failed, Loading } from '../../../app/states';
import type { QueryState } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { useMay } from '../permissions/permissions';
import { type Block, unblockSeatsMutation } from './operations';
import { useAttempt } from './use-attempt';

interface BlockListProps {
  readonly showId: string;
  readonly timeZone: string;
  readonly blocks: QueryState<{ readonly seatBlocks: readonly Block[] }> & { readonly reload: () => void };
}

/** What is kept out of the sale, by reason. */
export function BlockList({ showId, timeZone, blocks }: BlockListProps) {
  const { t, dayAndTime } = useMessages();
  const api = useApi();
  const may = useMay();
  const { isBusy, problem, done, attempt } = useAttempt();
  const release = async (blockId: string) => {
    const { unblockSeats } = await api.ask(unblockSeatsMutation, { input: { showId, blockId } });
    blocks.reload();
    return t('organizer.seats.unblocked', { count: unblockSeats.changedCount });
  };
  return (
    <section className="panel block-list" aria-busy={isBusy}>
      <h3>{t('organizer.seats.blocks')}</h3>
      {blocks.kind === 'loading' && <Loading />}
      {blocks.kind === 'failed' && <Failed error={blocks.error} retry={blocks.reload} />}
      {blocks.kind === 'ready' && blocks.data.seatBlocks.length === 0 && <p>{t('organizer.seats.noBlocks')}</p>}
      {blocks.kind === 'ready' && blocks.data.seatBlocks.length > 0 && (
        <ul>
          {blocks.data.seatBlocks.map(({ blockId, kind, note, releaseAt, seatCount, takenCount }) => (
            <li key={blockId ?? 'unknown'}>
              <div>
                <strong>
                  {t(`organizer.seats.kind.${kind}`)} · {t('organizer.seats.count', { count: seatCount })}
                </strong>
                {note !== '' && <p>{note}</p>}
                {takenCount > 0 && <p>{t('organizer.seats.taken', { count: takenCount })}</p>}
                {releaseAt !== null && (
                  <p>{t('organizer.seats.releasedAt', { when: dayAndTime(releaseAt, timeZone) })}</p>
                )}
              </div>
              {blockId !== null && may('unblockSeats') && (
                <button
                  type="button"
                  className="button button-quiet"
                  disabled={isBusy}
                  onClick={() => void attempt(() => release(blockId))}
                >
                  {t('organizer.seats.releaseNow')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div role="status">{done !== null && <p className="notice">{done}</p>}</div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
