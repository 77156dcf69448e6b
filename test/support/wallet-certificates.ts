import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PASS_TYPE_ID = 'pass.com.example.ticket';
export const TEAM_ID = 'A1B2C3D4E5';
export const ISSUER_ID = '3388000000012345678';

export interface WalletCertificates {
  /** Paths of PEM files. */
  readonly wwdr: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority in place of Apple's, and a certificate of a pass type, as Apple's are made. */
export function makeWalletCertificates(dir: string, name = 'pass'): WalletCertificates {
  const file = (ending: string) => join(dir, `${name}-${ending}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const rsa = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...['req', '-x509', ...rsa, '-keyout', file('wwdr-key.pem'), '-out', file('wwdr.pem'), '-days', '2'],
    ...['-subj', '/CN=Worldwide Developer Relations of a test'],
  );
  openssl(
    ...['req', ...rsa, '-keyout', file('key.pem'), '-out', file('request.pem')],
    ...['-subj', `/UID=${PASS_TYPE_ID}/CN=Pass Type ID: ${PASS_TYPE_ID}/OU=${TEAM_ID}/O=Example/C=US`],
  );
  openssl(
    ...['x509', '-req', '-in', file('request.pem'), '-out', file('certificate.pem'), '-days', '1'],
    ...['-CA', file('wwdr.pem'), '-CAkey', file('wwdr-key.pem'), '-CAcreateserial'],
  );
  return { wwdr: file('wwdr.pem'), certificate: file('certificate.pem'), key: file('key.pem') };
}

export const appleConfig = ({ wwdr, certificate, key }: WalletCertificates) => ({
  APPLE_PASS_CERTIFICATE: certificate,
  APPLE_PASS_KEY: key,
  APPLE_PASS_WWDR: wwdr,
  APPLE_PASS_TYPE_ID: PASS_TYPE_ID,
  APPLE_TEAM_ID: TEAM_ID,
});

export const googleConfig = ({ key }: WalletCertificates) => ({
  GOOGLE_WALLET_ISSUER_ID: ISSUER_ID,
  GOOGLE_WALLET_SERVICE_ACCOUNT: JSON.stringify({
    type: 'service_account',
    client_email: 'wallet@example.iam.gserviceaccount.com',
    private_key: readFileSync(key, 'utf8'),
  }),
});

/** The files of an archive whose entries are not compressed, as those of passes. */
export function readArchive(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const size = archive.readUInt32LE(at + 18);
    const nameLength = archive.readUInt16LE(at + 26);
    const start = at + 30 + nameLength + archive.readUInt16LE(at + 28);
    files.set(archive.toString('utf8', at + 30, at + 30 + nameLength), archive.subarray(start, start + size));
    at = start + size;
  }
  return files;
}
