import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appleWalletSettings } from '../../../../src/tickets/documents/wallet/apple/settings';
import { googleWalletSettings } from '../../../../src/tickets/documents/wallet/google/settings';
import { describeWithPrograms } from '../../../support/programs';
import {
  appleConfig,
  googleConfig,
  makeWalletCertificates,
  PASS_TYPE_ID,
  type WalletCertificates,
} from '../../../support/wallet-certificates';

describeWithPrograms('the settings of wallets', ['openssl'], () => {
  let dir: string;
  let mine: WalletCertificates;
  let others: WalletCertificates;
  const now = new Date();
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'frontrow-wallet-'));
    mine = makeWalletCertificates(dir);
    others = makeWalletCertificates(dir, 'others');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const apple = (given: Record<string, string | undefined>, at = now) =>
    appleWalletSettings({ ...appleConfig(mine), ...given }, at);

  it('are missing together', () => {
    expect(appleWalletSettings({}, now)).toBeNull();
    expect(googleWalletSettings({})).toBeNull();
    expect(() => apple({ APPLE_PASS_WWDR: undefined })).toThrow(/^APPLE_PASS_WWDR: .* go together/);
    expect(() => googleWalletSettings({ GOOGLE_WALLET_ISSUER_ID: '1' })).toThrow(/go together/);
  });

  it('are paths or texts, also with line breaks as two characters', () => {
    const text = readFileSync(mine.certificate, 'utf8');
    for (const value of [mine.certificate, text, text.replaceAll('\n', '\\n')]) {
      expect(apple({ APPLE_PASS_CERTIFICATE: value })?.passTypeId).toBe(PASS_TYPE_ID);
    }
  });

  it('may have a key with a passphrase', () => {
    const key = join(dir, 'protected.pem');
    execFileSync('openssl', ['pkcs8', '-topk8', '-in', mine.key, '-out', key, '-passout', 'pass:secret']);
    expect(apple({ APPLE_PASS_KEY: key, APPLE_PASS_KEY_PASSPHRASE: 'secret' })).not.toBeNull();
    expect(() => apple({ APPLE_PASS_KEY: key })).toThrow(/APPLE_PASS_KEY: .*APPLE_PASS_KEY_PASSPHRASE/);
  });

  it('name the variable that is wrong, and never its value', () => {
    const nonsense = '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----';
    const cases: [Record<string, string>, RegExp][] = [
      [{ APPLE_PASS_CERTIFICATE: nonsense }, /APPLE_PASS_CERTIFICATE: this is no certificate/],
      [{ APPLE_PASS_CERTIFICATE: '/nowhere/pass.pem' }, /APPLE_PASS_CERTIFICATE: .*may read/],
      [{ APPLE_PASS_KEY: others.key }, /APPLE_PASS_KEY: this is not the key/],
      [{ APPLE_PASS_KEY: mine.certificate }, /APPLE_PASS_KEY: this is no private key/],
      [{ APPLE_PASS_WWDR: others.wwdr }, /APPLE_PASS_WWDR: this certificate did not issue/],
      [{ APPLE_PASS_TYPE_ID: 'pass.com.other' }, /APPLE_PASS_TYPE_ID: .*another pass type/],
      [{ APPLE_TEAM_ID: 'ZZZZZZZZZZ' }, /APPLE_TEAM_ID: .*another team/],
    ];
    for (const [given, fault] of cases) {
      expect(() => apple(given)).toThrow(fault);
      expect(() => apple(given)).not.toThrow(/c2VjcmV0|nowhere/);
    }
  });

  it('are refused with a certificate that has expired', () => {
    const later = new Date(now.getTime() + 36 * 3_600_000);
    expect(() => apple({}, later)).toThrow(/APPLE_PASS_CERTIFICATE: this certificate expired on/);
  });

  it('are refused with a key that is not RSA', () => {
    const key = join(dir, 'elliptic.pem');
    execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key]);
    expect(() => apple({ APPLE_PASS_KEY: key })).toThrow(/APPLE_PASS_KEY: expected an RSA key/);
  });

  it('read the key of a service account, as text or file', () => {
    const config = googleConfig(mine);
    const file = join(dir, 'account.json');
    writeFileSync(file, config.GOOGLE_WALLET_SERVICE_ACCOUNT);
    for (const account of [config.GOOGLE_WALLET_SERVICE_ACCOUNT, file]) {
      expect(googleWalletSettings({ ...config, GOOGLE_WALLET_SERVICE_ACCOUNT: account })?.email).toMatch(/^wallet@/);
    }
    for (const account of ['{}', '{"client_email":', join(dir, 'nothing.json'), mine.key]) {
      const read = () => googleWalletSettings({ ...config, GOOGLE_WALLET_SERVICE_ACCOUNT: account });
      expect(read).toThrow(/GOOGLE_WALLET_SERVICE_ACCOUNT: /);
    }
  });
});
