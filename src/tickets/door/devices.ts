import { createHash, randomInt } from 'node:crypto';
import type { Tokens } from '../../accounts';
import type { AuditWriter } from '../../organizations';
import { badUserInput, decodeIdWithin, encodeIdWithin, newId } from '../../platform';
import type { TicketsContext } from '../context';
import { findPairing, pairDevice, readDevice, writePairing } from './devices.sql';

/** A telephone or scanner at a gate, paired with one show. */
export interface DoorDevice {
  readonly showId: string;
  readonly deviceId: string;
  readonly name: string;
  readonly gateId: string;
  readonly pairedAt: Date;
  readonly expiresAt: Date;
  readonly unpairedAt: Date | null;
}

export type PairDoorDeviceOutcome =
  | {
      readonly kind: 'PairDoorDevicePayload';
      readonly token: string;
      readonly expiresAt: Date;
      readonly device: DoorDevice;
    }
  | { readonly kind: 'PairingCodeInvalid'; readonly message: string };

const PAIRING_SECONDS = 15 * 60;
/** After the start of the show, so that late scans can be sent. */
const DEVICE_SECONDS_AFTER_START = 48 * 3600;
const DEVICE_SECONDS_MIN = 24 * 3600;
/** Crockford's: no letter that looks like a digit. Eight of them are 40 bits, too many to try within the code's life. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 8;
const NAME_LENGTH_MAX = 60;
const GATE_LENGTH_MAX = 40;

export const encodeDeviceId = ({ showId, deviceId }: Pick<DoorDevice, 'showId' | 'deviceId'>): string =>
  encodeIdWithin('device', showId, deviceId);

export function decodeDeviceId(id: string): Pick<DoorDevice, 'showId' | 'deviceId'> | null {
  const named = decodeIdWithin('device', id);
  return named === null || named.outer === null ? null : { showId: named.outer, deviceId: named.uuid };
}

/** Makes a code by which one device can pair itself with a gate of the show, once. */
export async function createPairing(
  { database, clock }: Pick<TicketsContext, 'database' | 'clock'>,
  given: { readonly showId: string; readonly gateId: string },
  callerId: string,
  audit: AuditWriter,
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  const gateId = nameOf('gateId', given.gateId, GATE_LENGTH_MAX);
  const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const expiresAt = new Date(clock.now().getTime() + PAIRING_SECONDS * 1000);
  await database.transaction(async (transaction) => {
    await transaction.run(writePairing, [given.showId, hashOf(code), gateId, callerId, expiresAt]);
    await audit(transaction);
  });
  return { code, expiresAt };
}

/** Pairs a device: its token may scan at the doors of the code's show, and nothing else. */
export async function pairDoorDevice(
  { database, clock, logger }: Pick<TicketsContext, 'database' | 'clock' | 'logger'>,
  tokens: Tokens,
  given: { readonly code: string; readonly deviceName: string },
): Promise<PairDoorDeviceOutcome> {
  const name = nameOf('deviceName', given.deviceName, NAME_LENGTH_MAX);
  const now = clock.now();
  const hash = hashOf(given.code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1'));
  const [pairing] = await database.run<{ showId: string; startsAt: Date }>(findPairing, [hash, now]);
  const deviceId = newId();
  const lifeSeconds = Math.max(
    DEVICE_SECONDS_MIN,
    Math.floor(((pairing?.startsAt ?? now).getTime() - now.getTime()) / 1000) + DEVICE_SECONDS_AFTER_START,
  );
  const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
  const values = [pairing?.showId, hash, deviceId, name, now, expiresAt];
  const [paired] = pairing === undefined ? [] : await database.run<{ gateId: string }>(pairDevice, values);
  if (pairing === undefined || paired === undefined)
    return { kind: 'PairingCodeInvalid', message: 'This code is wrong, was used, or has expired. Ask for a new one.' };
  const { token, caller } = await tokens.issue({ id: deviceId, email: null, roles: ['scanner'], lifeSeconds });
  const { showId } = pairing;
  logger.info({ showId, deviceId, gateId: paired.gateId }, 'A device was paired with a gate');
  const device = { showId, deviceId, name, ...paired, pairedAt: now, expiresAt, unpairedAt: null };
  return { kind: 'PairDoorDevicePayload', token, expiresAt: caller.expiresAt, device };
}

/** Whether a device is paired with the show now. */
export async function isPaired(
  { database, clock }: Pick<TicketsContext, 'database' | 'clock'>,
  showId: string,
  deviceId: string,
): Promise<boolean> {
  const [device] = await database.run<DoorDevice>(readDevice, [showId, deviceId]);
  return device !== undefined && device.unpairedAt === null && device.expiresAt > clock.now();
}

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

function nameOf(argument: string, text: string, lengthMax: number): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > lengthMax || /\p{Cc}/u.test(name))
    throw badUserInput(`"${argument}" must be a name of 1 to ${lengthMax} characters.`);
  return name;
}
