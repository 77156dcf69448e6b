import { type Config, ConfigError } from '../../../../platform';
import { SettingFaults } from '../settings-files';
import type { ApplePassSigner } from './sign-apple-pass';

export interface AppleWalletSettings {
  readonly passTypeId: string;
  readonly teamId: string;
  readonly signer: ApplePassSigner;
  /** When the first of the two certificates expires. */
  readonly validUntil: Date;
}

const required = [
  'APPLE_PASS_CERTIFICATE',
  'APPLE_PASS_KEY',
  'APPLE_PASS_WWDR',
  'APPLE_PASS_TYPE_ID',
  'APPLE_TEAM_ID',
] as const satisfies readonly (keyof Config)[];

/** The part of the configuration that concerns Apple Wallet. */
export type AppleWalletConfig = Partial<Pick<Config, (typeof required)[number] | 'APPLE_PASS_KEY_PASSPHRASE'>>;

/**
 * Null where none of them is set.
 *
 * @throws ConfigError where some are missing, cannot be read, have expired or do not fit together
 */
export function appleWalletSettings(config: AppleWalletConfig, now: Date): AppleWalletSettings | null {
  const missing = required.filter((name) => config[name] === undefined);
  if (missing.length === required.length) return null;
  const { APPLE_PASS_CERTIFICATE, APPLE_PASS_KEY, APPLE_PASS_WWDR, APPLE_PASS_TYPE_ID, APPLE_TEAM_ID } = config;
  if (
    APPLE_PASS_CERTIFICATE === undefined ||
    APPLE_PASS_KEY === undefined ||
    APPLE_PASS_WWDR === undefined ||
    APPLE_PASS_TYPE_ID === undefined ||
    APPLE_TEAM_ID === undefined
  ) {
    throw new ConfigError(`${missing.join(', ')}: ${required.join(', ')} go together; set all of them or none`);
  }
  const found = new SettingFaults();
  const certificate = found.certificate('APPLE_PASS_CERTIFICATE', APPLE_PASS_CERTIFICATE, now);
  const wwdr = found.certificate('APPLE_PASS_WWDR', APPLE_PASS_WWDR, now);
  const passphraseName = 'APPLE_PASS_KEY_PASSPHRASE';
  const key = found.rsaKey('APPLE_PASS_KEY', APPLE_PASS_KEY, passphraseName, config[passphraseName]);
  if (certificate !== null) {
    if (key !== null && !certificate.checkPrivateKey(key)) {
      found.add('APPLE_PASS_KEY', 'this is not the key of APPLE_PASS_CERTIFICATE');
    }
    if (wwdr !== null && !certificate.verify(wwdr.publicKey)) {
      found.add('APPLE_PASS_WWDR', 'this certificate did not issue APPLE_PASS_CERTIFICATE');
    }
    // Apple writes both identifiers into the subject. Telephones refuse a pass that names others.
    const subject = new Map(certificate.subject.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line]));
    if (subject.has('UID') && subject.get('UID') !== `UID=${APPLE_PASS_TYPE_ID}`) {
      found.add('APPLE_PASS_TYPE_ID', 'APPLE_PASS_CERTIFICATE is for another pass type');
    }
    if (subject.has('OU') && subject.get('OU') !== `OU=${APPLE_TEAM_ID}`) {
      found.add('APPLE_TEAM_ID', 'APPLE_PASS_CERTIFICATE belongs to another team');
    }
  }
  if (certificate === null || wwdr === null || key === null || found.faults.length > 0) {
    throw new ConfigError(`The configuration has errors:\n  ${found.faults.join('\n  ')}`);
  }
  return {
    passTypeId: APPLE_PASS_TYPE_ID,
    teamId: APPLE_TEAM_ID,
    signer: {
      certificate: certificate.toString(),
      // The library that signs reads no passphrases of newer keys.
      key: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
      wwdr: wwdr.toString(),
    },
    validUntil: new Date(Math.min(Date.parse(certificate.validTo), Date.parse(wwdr.validTo))),
  };
}
