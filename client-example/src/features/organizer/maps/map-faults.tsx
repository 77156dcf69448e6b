import { useMessages } from '../../../messages/use-messages';
import type { MapReport } from './check-map';

/** More are of no use at once: most of them have the same cause. */
const SHOWN_MAX = 50;

/** What is wrong with a file, and where. */
export function MapFaults({ report: { faults, faultCount } }: { readonly report: MapReport }) {
  const { t } = useMessages();
  const shown = faults.slice(0, SHOWN_MAX);
  return (
    <div role="alert" className="planning-form">
      <p className="notice notice-bad">{t('planning.map.faults', { count: faultCount })}</p>
      <div className="table-frame">
        <table className="table table-left map-faults">
          <thead>
            <tr>
              <th scope="col">{t('planning.map.faultPlace')}</th>
              <th scope="col">{t('planning.map.fault')}</th>
            </tr>
          </thead>
          <tbody lang="en">
            {shown.map(({ place, message }, row) => (
              // A place may have several faults.
              // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
              <tr key={row}>
                <th scope="row">{place}</th>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {faultCount > shown.length && <p>{t('planning.map.moreFaults', { count: faultCount - shown.length })}</p>}
    </div>
  );
}
