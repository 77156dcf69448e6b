import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type Config, ConfigError } from '../../../../platform';
import { SettingFaults } from '../settings-files';

export interface GoogleWalletSettings {
  readonly issuerId: string;
  /** Address of the service account. */
  readonly email: string;
  readonly key: KeyObject;
}

const names = ['GOOGLE_WALLET_ISSUER_ID', 'GOOGLE_WALLET_SERVICE_ACCOUNT'] as const satisfies readonly (keyof Config)[];

/** The part of the configuration that concerns Google Wallet. */
export type GoogleWalletConfig = Partial<Pick<Config, (typeof names)[number]>>;

/** What is read of the file that Google's console offers for download. */
const ServiceAccount = z.object({ client_email: z.email(), private_key: z.string() });

/**
 * Null where none of them is set.
 *
 * @throws ConfigError where one is missing or cannot be read
 */
export function googleWalletSettings(config: GoogleWalletConfig): GoogleWalletSettings | null {
  const { GOOGLE_WALLET_ISSUER_ID: issuerId, GOOGLE_WALLET_SERVICE_ACCOUNT: account } = config;
  if (issuerId === undefined && account === undefined) return null;
  const found = new SettingFaults();
  if (issuerId === undefined || account === undefined) {
    throw new ConfigError(`${names.join(' and ')} go together; set both or none`);
  }
  const name = 'GOOGLE_WALLET_SERVICE_ACCOUNT';
  const text = found.read(name, account, (value) => value.trimStart().startsWith('{'));
  const parsed = text === null ? null : readAccount(text);
  if (text !== null && parsed === null) {
    found.add(name, 'expected the key of a service account as JSON, with client_email and private_key');
  }
  const key = parsed === null ? null : found.rsaKey(name, parsed.private_key);
  if (parsed === null || key === null) {
    throw new ConfigError(`The configuration has errors:\n  ${found.faults.join('\n  ')}`);
  }
  return { issuerId, email: parsed.client_email, key };
}

function readAccount(text: string): z.output<typeof ServiceAccount> | null {
  try {
    return ServiceAccount.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
