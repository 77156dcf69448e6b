import { z } from 'zod';
import { type ReadOptions, seatMapSources } from '../import/converted-map';
import { isKnownEncoding } from '../import/decode-text';

const NAME_LENGTH_MAX = 60;

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

const rules = z
  .object({
    format: z.enum(seatMapSources),
    name: z.string().trim().min(1).max(NAME_LENGTH_MAX),
    encoding: z.string().refine(isKnownEncoding, 'is not the name of an encoding'),
    scale: z
      .string()
      .transform(number)
      .refine((scale) => scale > 0 && Number.isFinite(scale), 'must be a number of centimetres'),
    focalPoint: z
      .string()
      .transform((text) => text.split(',').map(number))
      .refine((parts) => parts.length === 2 && parts.every(Number.isFinite), 'must be two numbers, such as 120,-40')
      .transform(([x = 0, y = 0]) => ({ x, y })),
  })
  .partial();

/** How a file is to be read, as the address of the request says it; or what is wrong with that. */
export function readUploadOptions(query: unknown): { readonly options: ReadOptions } | { readonly fault: string } {
  const parsed = rules.safeParse(query);
  if (parsed.success) return { options: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => `"${path.join('.')}" ${message}`);
  return { fault: faults.join('; ') };
}
