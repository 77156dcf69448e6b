import { domainToASCII } from 'node:url';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** RFC 5321: a path is at most 256 octets, two of which are its angle brackets. */
export const EMAIL_LENGTH_MAX = 254;
const LOCAL_PART_LENGTH_MAX = 64;
const DOMAIN_LENGTH_MAX = 253;

/** The characters of RFC 5322's dot-atom, and letters of any script (RFC 6531). No quoted local parts. */
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** After conversion to ASCII: two labels at least, the last of which is no number. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The address in Unicode's composed form, or null where it is none. A domain may be international. */
export function parseEmailAddress(text: string): string | null {
  // First of all: what follows takes time and memory in proportion to the length.
  if (text.length > EMAIL_LENGTH_MAX) return null;
  const address = text.normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || Buffer.byteLength(local) > LOCAL_PART_LENGTH_MAX || !localPart.test(local)) return null;
  const typedDomain = address.slice(at + 1);
  // `domainToASCII` accepts what is no part of a domain, such as a port or a path, and decodes percent signs.
  if (/[\s%/\\:@?#[\]<>^|]/.test(typedDomain)) return null;
  const ascii = domainToASCII(typedDomain);
  if (ascii.length > DOMAIN_LENGTH_MAX || !domain.test(ascii)) return null;
  return Buffer.byteLength(local) + 1 + ascii.length > EMAIL_LENGTH_MAX ? null : address;
}

function emailAddress(value: unknown): string {
  const address = typeof value === 'string' ? parseEmailAddress(value) : null;
  if (address !== null) return address;
  // The value is not repeated: it may be long, and it is personal.
  throw new GraphQLError(`An e-mail address is expected, of at most ${EMAIL_LENGTH_MAX} characters.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

export const EmailAddress = new GraphQLScalarType({
  name: 'EmailAddress',
  description: `An address by RFC 5321, of at most ${EMAIL_LENGTH_MAX} characters. Its domain may be international, such as \`bücher.example\`.`,
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  // What is stored was checked when it came in, by the rules of that time.
  serialize: String,
  parseValue: emailAddress,
  parseLiteral: (node) => emailAddress(node.kind === Kind.STRING ? node.value : undefined),
});
