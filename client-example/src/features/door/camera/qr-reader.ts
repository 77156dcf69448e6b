import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm';

// From this site, and not from the network for content delivery that the library would ask.
prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

/** The text of the QR code in the picture, or null. */
export async function readQrCode(picture: ImageData): Promise<string | null> {
  const [found] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1, tryHarder: true });
  return found?.isValid ? found.text : null;
}
