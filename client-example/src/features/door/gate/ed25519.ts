/**
 * Whether the signature is of this key and message. The browser does it where it can; one whose WebCrypto has no Ed25519
 * loads a small library, once.
 *
 * @throws where the browser has no WebCrypto, because the page was not loaded by https
 */
export async function verifyEd25519(
  publicKey: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (!crypto.subtle) throw new Error('Codes are verified on pages that were loaded by https');
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch (error) {
    if (!isUnsupported(error)) return false;
    const { verifyWithLibrary } = await import('./ed25519-library');
    return verifyWithLibrary(publicKey, message, signature);
  }
}

const isUnsupported = (error: unknown) =>
  error instanceof DOMException && (error.name === 'NotSupportedError' || error.name === 'SyntaxError');
