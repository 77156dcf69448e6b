import { z } from 'zod';
import { badUserInput } from '../platform';

/** Text without blanks at its ends, and with something in between. */
export const text = (lengthMax: number) =>
  z.string().trim().min(1, 'must not be blank').max(lengthMax, `may have ${lengthMax} letters`);

/** @throws BAD_USER_INPUT with every fault, each with the field it is in */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw badUserInput(faults.map(({ field, message }) => `"${field}" ${lowerFirst(message)}`).join('; '), { faults });
}

const lowerFirst = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);
