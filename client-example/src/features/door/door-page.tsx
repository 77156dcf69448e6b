import { useCallback, useEffect, useState } from 'react';
import { useTitle } from '../../app/router';
import { useMessages } from '../../messages/use-messages';
import { registerOffline } from '../../offline/register';
import { type Device, forgetDevice, keepDevice, readDevice } from './device';
import { PairingForm } from './pairing-form';
import { GateScreen } from './screen/gate-screen';

/** For the staff at a door: pair this device once, then scan. */
export default function DoorPage() {
  const { t } = useMessages();
  const [device, setDevice] = useState(readDevice);
  const [wasRefused, setRefused] = useState(false);
  useTitle(t('door.title'));
  useEffect(() => registerOffline('/door'), []);
  const pair = useCallback((paired: Device) => {
    keepDevice(paired);
    setRefused(false);
    setDevice(paired);
  }, []);
  const unpair = useCallback((isRefused: boolean) => {
    forgetDevice();
    setRefused(isRefused);
    setDevice(null);
  }, []);
  return device === null ? (
    <PairingForm wasRefused={wasRefused} onPaired={pair} />
  ) : (
    <GateScreen key={device.token} device={device} onUnpaired={unpair} />
  );
}
