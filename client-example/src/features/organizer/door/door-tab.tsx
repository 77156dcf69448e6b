import { useEffect } from 'react';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { Refused } from '../refused';
import { AdmissionFigures } from './admission-figures';
import { DoorNotices } from './door-notices';
import { GateDevices } from './gate-devices';
import { admissionQuery } from './operations';
import { RevokedList } from './revoked-list';
import { ScanList } from './scan-list';
import { useDoorNews } from './use-door-news';

/** The doors of a show: how far it is let in, its devices, what was scanned and what opens no door any more. */
export default function DoorTab({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const news = useDoorNews(showId);
  const result = useQuery(admissionQuery, { showId });
  const { reload } = result;
  useEffect(() => {
    if (news > 0) reload();
  }, [news, reload]);
  return (
    <div className="figures door-tab">
      <h2>{t('organizer.door.title')}</h2>
      {result.kind === 'loading' && <Loading />}
      {result.kind === 'failed' && <Refused error={result.error} retry={reload} />}
      {result.kind === 'ready' && (
        <>
          <DoorNotices door={result.data} />
          <AdmissionFigures admission={result.data.admission} />
        </>
      )}
      <GateDevices showId={showId} news={news} />
      <ScanList showId={showId} news={news} />
      <RevokedList showId={showId} news={news} />
    </div>
  );
}
