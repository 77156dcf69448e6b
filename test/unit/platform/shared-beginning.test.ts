import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SharedBeginning } from '../../../src/platform/http/shared-beginning';

const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };
const encodings = ['br', 'gzip', 'identity'] as const;

it.each(encodings)('in %s a text is what it was, whatever it ends with', async (encoding) => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 5000 }),
      fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      async (text, ends) => {
        const beginning = new SharedBeginning(text);
        for (const end of ends)
          expect(decode[encoding](Buffer.concat(await beginning.with(end, encoding))).toString()).toBe(
            Buffer.from(text + end).toString(),
          );
      },
    ),
    { numRuns: 40 },
  );
});

it.each(encodings)('in %s with the longest end, after a long text', async (encoding) => {
  const text = 'ABHRS'.repeat(40_000);
  const beginning = new SharedBeginning(text);
  for (const length of [1, 65_535]) {
    const end = 'x'.repeat(length);
    expect(decode[encoding](Buffer.concat(await beginning.with(end, encoding))).toString()).toBe(text + end);
  }
  await expect(beginning.with('x'.repeat(65_536), encoding)).rejects.toThrow();
});

it('it is compressed once', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => index).join();
  const beginning = new SharedBeginning(text);
  const [first, second] = await Promise.all([beginning.with('}', 'br'), beginning.with('}}', 'br')]);
  expect(Buffer.concat(first).length).toBeLessThan(text.length / 2);
  expect(Buffer.concat(second).length).toBe(Buffer.concat(first).length + 1);
});
