import { z } from 'zod';
import { badUserInput } from '../platform';

const words = (lettersMax: number) =>
  z.string().trim().min(1, 'must not be blank').max(lettersMax, `may have ${lettersMax} letters`);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

export const venueInput = z
  .object({
    name: words(200),
    address: words(300).nullish(),
    city: words(100),
    countryCode: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters by ISO 3166-1, such as FR'),
    timeZone: z.string().refine(isTimeZone, 'must be an IANA name, such as Europe/Paris'),
    latitude: z.number().min(-90).max(90).nullish(),
    longitude: z.number().min(-180).max(180).nullish(),
    capacity: z.int().min(1).max(1_000_000),
  })
  .refine(({ latitude, longitude }) => (latitude == null) === (longitude == null), {
    path: ['longitude'],
    message: 'goes together with latitude; send both or none',
  });

export const eventInput = z.object({
  name: words(200),
  description: words(10_000).nullish(),
  category: words(60),
  performers: z
    .array(words(200))
    .max(50, 'may name 50 performers')
    .refine((names) => new Set(names).size === names.length, 'names a performer twice'),
});

export const priceTiersInput = z
  .array(z.object({ zone: words(60), name: words(60), amountMinor: z.int().min(0).max(1_000_000_000_000) }))
  .min(1, 'must have a price at least')
  .max(50, 'may have 50 prices')
  .refine((tiers) => new Set(tiers.map(({ zone }) => zone)).size === tiers.length, 'prices a zone twice');

const terms = z.object({
  startsAt: z.date(),
  doorsAt: z.date(),
  salesOpenAt: z.date(),
  salesCloseAt: z.date(),
  refundUntil: z.date().nullable(),
  seatsPerBuyerMax: z.int().min(1).max(100),
  holdSeconds: z.int().min(1).max(86_400),
});

/** What is wrong with two terms together. */
function checkTogether({ value, issues }: z.core.ParsePayload<z.output<typeof terms>>): void {
  const fault = (field: string, message: string) =>
    issues.push({ code: 'custom', path: [field], message, input: value });
  if (value.doorsAt > value.startsAt) fault('doorsAt', 'must not be after startsAt');
  if (value.salesCloseAt <= value.salesOpenAt) fault('salesCloseAt', 'must be after salesOpenAt');
}

/** The terms that an organiser may change. */
export const termsInput = terms.check(checkTogether);

export const showInput = terms
  .extend({
    currency: z.string(),
    seatMapVersion: z.string().max(100).nullable(),
    priceTiers: priceTiersInput,
  })
  .check(checkTogether);

/** @throws BAD_USER_INPUT with every fault, each with the field it is in */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw badUserInput(faults.map(({ field, message }) => `"${field}" ${lowerFirst(message)}`).join('; '), { faults });
}

const lowerFirst = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);
