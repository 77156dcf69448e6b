import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PassProps, PKPass } from 'passkit-generator';

/** What is in a pass. Plain data, so that it can go to another thread. */
export interface PassContent {
  /** `pass.json`. */
  readonly pass: PassProps;
  /** By language, what its labels and values stand for: `pass.strings`. */
  readonly translations: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** In PEM form. */
export interface ApplePassSigner {
  readonly certificate: string;
  readonly key: string;
  readonly wwdr: string;
}

const imageNames = ['icon.png', 'icon@2x.png', 'icon@3x.png'];
let images: Record<string, Buffer> | undefined;

/** A `.pkpass`: a signed archive. Takes some hundredths of a second of the processor: call it in a worker. */
export function signApplePass({ pass, translations }: PassContent, signer: ApplePassSigner): Buffer {
  images ??= Object.fromEntries(imageNames.map((name) => [name, readFileSync(join(__dirname, 'images', name))]));
  const made = new PKPass(
    { ...images, 'pass.json': Buffer.from(JSON.stringify(pass)) },
    { signerCert: signer.certificate, signerKey: signer.key, wwdr: signer.wwdr },
  );
  for (const [language, texts] of Object.entries(translations)) made.localize(language, { ...texts });
  return made.getAsBuffer();
}
