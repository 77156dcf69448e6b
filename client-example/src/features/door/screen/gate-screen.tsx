import { useCallback, useEffect, useState } from 'react';
import { useWakeLock } from '../../../app/use-wake-lock';
import { useMessages } from '../../../messages/use-messages';
import { CameraPanel } from '../camera/camera-panel';
import type { Device } from '../device';
import type { Direction, ScanRecord } from '../gate/answer';
import { type OpenGate, useGate } from '../use-gate';
import { DirectionSwitch } from './direction-switch';
import { DoorCounts } from './door-counts';
import { allowSounds, signal, verdictOf } from './feedback';
import { GateBar } from './gate-bar';
import { NameSearch } from './name-search';
import { NoticeList } from './notice-list';
import { RecentScans } from './recent-scans';
import { ResultPanel } from './result-panel';
import { Unpair } from './unpair';
import { useWedge } from './use-wedge';

interface GateScreenProps {
  readonly device: Device;
  readonly onUnpaired: (isRefused: boolean) => void;
}

/** Scanning at a gate. The last answer is on top, what the thumb needs is below it. */
export function GateScreen({ device, onUnpaired }: GateScreenProps) {
  const { t } = useMessages();
  const open = useGate(device);
  const isRefused = open?.gate.mode === 'unpaired';
  useEffect(() => {
    if (isRefused) onUnpaired(true);
  }, [isRefused, onUnpaired]);
  if (open === null) {
    return (
      <div className="state">
        <h1>{t('door.otherTab')}</h1>
        <p>{t('door.otherTabHint')}</p>
      </div>
    );
  }
  return <Scanning open={open} gateId={device.gateId} onUnpair={() => onUnpaired(false)} />;
}

interface ScanningProps {
  readonly open: OpenGate;
  readonly gateId: string;
  readonly onUnpair: () => void;
}

function Scanning({ open: { gate, search }, gateId, onUnpair }: ScanningProps) {
  const [direction, setDirection] = useState<Direction>('IN');
  const [record, setRecord] = useState<ScanRecord | null>(null);
  const { memory } = gate;
  const show = memory.bundle?.show;
  const timeZone = show?.venue.timeZone;
  const scan = useCallback(
    (code: string) => {
      void gate.scan(code, direction).then((answered) => {
        setRecord(answered);
        signal(verdictOf(answered.answer));
      });
    },
    [gate, direction],
  );
  useWedge(scan);
  useWakeLock();
  useEffect(allowSounds, []);
  return (
    <div className="door">
      <GateBar gate={gate} gateId={gateId} />
      <NoticeList gate={gate} />
      <div className="door-columns">
        <div className="door-main">
          <ResultPanel record={record} timeZone={timeZone} />
          <CameraPanel onCode={scan} />
          {show?.allowsReentry && <DirectionSwitch direction={direction} onChange={setDirection} />}
        </div>
        <div className="door-side">
          <DoorCounts memory={memory} />
          <NameSearch search={search} isOnline={gate.mode === 'online'} direction={direction} onCode={scan} />
          <RecentScans records={memory.records} timeZone={timeZone} />
          <Unpair queuedCount={memory.queue.length} onUnpair={onUnpair} />
        </div>
      </div>
    </div>
  );
}
