import { useMessages } from '../../../messages/use-messages';
import type { Gate } from '../gate/gate';
import type { Notice } from '../gate/gate-notices';
import { titleOf } from './answer-words';

const SHOWN_MAX = 5;

/** Conflicts and alarms, loud until somebody says that they have seen them. */
export function NoticeList({ gate }: { readonly gate: Gate }) {
  const { t } = useMessages();
  const { list } = gate.notices;
  return (
    <div role="alert" className="door-notices">
      {list.slice(0, SHOWN_MAX).map((notice) => (
        <div key={notice.id} className="door-notice" data-notice={notice.kind}>
          <NoticeWords notice={notice} gate={gate} />
          <button type="button" className="button" onClick={() => gate.dismiss(notice.id)}>
            {t('door.seen')}
          </button>
        </div>
      ))}
    </div>
  );
}

function NoticeWords({ notice, gate }: { readonly notice: Notice; readonly gate: Gate }) {
  const { t, time } = useMessages();
  const timeZone = gate.memory.bundle?.show.venue.timeZone;
  const at = (scan: { readonly gateId: string; readonly scannedAt: string }) =>
    t('door.conflict.at', { gate: scan.gateId, when: time(scan.scannedAt, timeZone) });
  switch (notice.kind) {
    case 'conflict': {
      const { reason, seat, holderName, first, second } = notice.conflict;
      return (
        <p>
          <strong>{t(`door.conflict.${reason}`, { seat: seat.label })}</strong>
          {holderName && <span>{holderName}</span>}
          {first && <span>{at(first)}</span>}
          <span>{at(second)}</span>
        </p>
      );
    }
    case 'alarm':
      return (
        <p>
          <strong>{t('door.alarm')}</strong>
          <span>{notice.alarm.message}</span>
        </p>
      );
    case 'refused': {
      const { scan, answer } = notice;
      const record = gate.memory.records.find(({ nonce }) => nonce === scan.nonce);
      const seat = answer.ticket?.seat ?? record?.answer.ticket?.seat ?? '?';
      return (
        <p>
          <strong>{t('door.refused', { seat })}</strong>
          <span>{titleOf({ ...scan, answer, isOffline: true, isQueued: false }, t)}</span>
          <span>{at(scan)}</span>
        </p>
      );
    }
  }
}
