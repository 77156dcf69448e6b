import { type FormEvent, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { QrCode } from '../../buyer/tickets/qr-code';
import { AttemptResult } from '../attempt-result';
import { TextField } from '../form-field';
import { IfMay, useMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { useAttempt } from '../seats/use-attempt';
import { createPairingMutation, devicesQuery, type Pairing, unpairMutation } from './operations';

const GATE_LENGTH_MAX = 40;

interface GateDevicesProps {
  readonly showId: string;
  /** Grows after something has happened at a door. */
  readonly news: number;
}

/** The devices that scan, and a code for another one: as a picture to scan with its camera, and as a link. */
export function GateDevices({ showId, news }: GateDevicesProps) {
  const { t, hour } = useMessages();
  const api = useApi();
  const may = useMay();
  const result = useQuery(devicesQuery, { showId });
  const { reload } = result;
  useEffect(() => {
    if (news > 0) reload();
  }, [news, reload]);
  const { isBusy, problem, done, attempt } = useAttempt();
  const unpair = async (deviceId: string) => {
    await api.ask(unpairMutation, { deviceId });
    reload();
    return t('organizer.door.unpaired');
  };
  return (
    <section className="panel door-devices" aria-busy={isBusy}>
      <h3>{t('organizer.door.devices')}</h3>
      {result.kind === 'loading' && <Loading />}
      {result.kind === 'failed' && <Refused error={result.error} retry={reload} />}
      {result.kind === 'ready' && (
        <ul className="sale-changes">
          {result.data.doorDevices.map(({ id, name, gateId, pairedAt, unpairedAt }) => (
            <li key={id}>
              <div>
                <strong>{gateId}</strong> · {name}
                <p className="muted">
                  {unpairedAt === null
                    ? t('organizer.door.pairedAt', { when: hour(pairedAt) })
                    : t('organizer.door.unpairedAt', { when: hour(unpairedAt) })}
                </p>
              </div>
              {unpairedAt === null && may('unpairDoorDevice') && (
                <button
                  type="button"
                  className="button button-quiet"
                  disabled={isBusy}
                  aria-label={`${t('organizer.door.unpair')}: ${gateId}, ${name}`}
                  onClick={() => void attempt(() => unpair(id))}
                >
                  {t('organizer.door.unpair')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <AttemptResult done={done} problem={problem} />
      <IfMay use="createDoorPairing">
        <NewPairing showId={showId} />
      </IfMay>
    </section>
  );
}

function NewPairing({ showId }: { readonly showId: string }) {
  const { t, hour } = useMessages();
  const api = useApi();
  const [gate, setGate] = useState('');
  const [pairing, setPairing] = useState<(Pairing & { readonly gateId: string }) | null>(null);
  const { isBusy, problem, attempt } = useAttempt();
  const create = async () => {
    const gateId = gate.trim();
    const { createDoorPairing } = await api.ask(createPairingMutation, { showId, gateId });
    setPairing({ ...createDoorPairing, gateId });
    return '';
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(create);
  };
  // What follows the `#` stays in the browser that opens it.
  const link = pairing === null ? '' : `${location.origin}${paths.door}#${pairing.code}`;
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <TextField
        label={t('organizer.door.gate')}
        hint={t('organizer.door.gateHint')}
        required
        maxLength={GATE_LENGTH_MAX}
        value={gate}
        onText={setGate}
      />
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy}>
          {t('organizer.door.pair')}
        </button>
      </div>
      <AttemptResult done={null} problem={problem} />
      {pairing !== null && (
        <div className="notice door-pairing" role="status">
          <QrCode text={link} label={t('organizer.door.qr', { gate: pairing.gateId })} />
          <div>
            <p>{t('organizer.door.scanIt', { gate: pairing.gateId, when: hour(pairing.expiresAt) })}</p>
            <p>
              <strong className="door-code">
                {pairing.code.slice(0, 4)} {pairing.code.slice(4)}
              </strong>
            </p>
            <p className="organizer-link">
              <a href={link} target="_blank" rel="noreferrer">
                {t('organizer.door.openHere')}
              </a>
            </p>
          </div>
        </div>
      )}
    </form>
  );
}
