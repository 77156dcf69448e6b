import { verifyAsync } from '@noble/ed25519';

/** By the rules of RFC 8032 alone: the library's own default also accepts points that WebCrypto refuses. */
export function verifyWithLibrary(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return verifyAsync(signature, message, publicKey, { zip215: false }).catch(() => false);
}
