import { useEffect, useState } from 'react';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { scansQuery } from './operations';

interface ScanListProps {
  readonly showId: string;
  /** Grows after something has happened at a door. */
  readonly news: number;
}

/** What was scanned, the latest first. */
export function ScanList({ showId, news }: ScanListProps) {
  const { t, hour } = useMessages();
  const [refusedOnly, setRefusedOnly] = useState(false);
  const scans = usePages(scansQuery, { showId, refusedOnly }, ({ doorScans }) => doorScans);
  const { reload } = scans;
  useEffect(() => {
    if (news > 0) reload();
  }, [news, reload]);
  return (
    <section className="figures-part">
      <h3>{t('organizer.door.scans')}</h3>
      <label className="organizer-past">
        <input type="checkbox" checked={refusedOnly} onChange={({ target }) => setRefusedOnly(target.checked)} />{' '}
        {t('organizer.door.refusedOnly')}
      </label>
      {scans.kind === 'loading' && <Loading />}
      {scans.kind === 'failed' && <Refused error={scans.error} retry={reload} />}
      {scans.kind === 'ready' && scans.nodes.length === 0 && <p className="muted">{t('organizer.door.noScans')}</p>}
      {scans.kind === 'ready' && scans.nodes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keys too
        <section className="table-frame" tabIndex={0} aria-label={t('organizer.door.scans')}>
          <table className="table table-left">
            <thead>
              <tr>
                <th scope="col">{t('organizer.door.when')}</th>
                <th scope="col">{t('organizer.door.result')}</th>
                <th scope="col">{t('organizer.door.seat')}</th>
                <th scope="col">{t('organizer.door.gateColumn')}</th>
              </tr>
            </thead>
            <tbody>
              {scans.nodes.map((scan) => (
                <tr key={scan.id}>
                  <th scope="row">
                    <time dateTime={scan.scannedAt}>{hour(scan.scannedAt)}</time>
                  </th>
                  <td>
                    <span className={scan.isLetThrough ? 'tag tag-good' : 'tag tag-bad'}>
                      {t(
                        scan.result === 'ACCEPTED'
                          ? `organizer.door.passed.${scan.direction}`
                          : `organizer.door.result.${scan.result}`,
                      )}
                    </span>{' '}
                    {scan.isOffline && t('organizer.door.offline')}
                  </td>
                  <td>
                    {scan.seatLabel ?? '–'}
                    {scan.holderName !== null && ` · ${scan.holderName}`}
                  </td>
                  <td>
                    {scan.gateId} · {scan.deviceName}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {scans.kind === 'ready' && scans.hasMore && (
        <button type="button" className="button button-quiet" onClick={scans.more}>
          {t('organizer.more')}
        </button>
      )}
    </section>
  );
}
