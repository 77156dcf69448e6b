import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Gathers the configuration errors of several settings, each with its variable and never with its value. */
export class SettingFaults {
  readonly faults: string[] = [];

  add(name: string, fault: string): null {
    this.faults.push(`${name}: ${fault}`);
    return null;
  }

  /** The text of a setting that is either the text itself or the path of a file with it. */
  read(name: string, value: string, isText: (value: string) => boolean): string | null {
    if (isText(value)) return value;
    try {
      return readFileSync(value, 'utf8');
    } catch {
      return this.add(name, 'expected the text itself, or the path of a file that this process may read');
    }
  }

  private readPem(name: string, value: string): string | null {
    const pem = this.read(name, value, (text) => text.trimStart().startsWith('-----BEGIN'));
    // Some shells and dashboards keep a line break as two characters, which PEM has nowhere else.
    return pem?.replaceAll('\\n', '\n') ?? null;
  }

  certificate(name: string, value: string, now: Date): X509Certificate | null {
    const pem = this.readPem(name, value);
    if (pem === null) return null;
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(pem);
    } catch {
      return this.add(name, 'this is no certificate in PEM form ("-----BEGIN CERTIFICATE-----")');
    }
    const until = new Date(certificate.validTo);
    if (until <= now) return this.add(name, `this certificate expired on ${until.toISOString()}`);
    return certificate;
  }

  /** @param passphraseName the setting of the passphrase */
  rsaKey(name: string, value: string, passphraseName?: string, passphrase?: string): KeyObject | null {
    const pem = this.readPem(name, value);
    if (pem === null) return null;
    try {
      const key = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
      return key.asymmetricKeyType === 'rsa' ? key : this.add(name, 'expected an RSA key');
    } catch {
      const hint = passphraseName === undefined ? '' : `, or ${passphraseName} does not open it`;
      return this.add(name, `this is no private key in PEM form ("-----BEGIN PRIVATE KEY-----")${hint}`);
    }
  }
}
