import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../platform';
import { type ExportKind, exportKinds } from './export-kind';

/** One file of one show, until then. */
export interface ExportLink {
  readonly showId: string;
  readonly kind: ExportKind;
  readonly expiresAt: Date;
}

/** Short: whoever has the link has the file, also after they are no longer a member. */
export const EXPORT_LINK_SECONDS = 300;
const TOKEN_CHARS_MAX = 200;

const macOf = (key: Buffer, payload: string): Buffer => createHmac('sha256', key).update(`export\0${payload}`).digest();

/** A token for an address, in base64url and dots. */
export function signExportLink(key: Buffer, { showId, kind, expiresAt }: ExportLink): string {
  const payload = `${showId}.${kind}.${Math.floor(expiresAt.getTime() / 1000)}`;
  return `${payload}.${macOf(key, payload).toString('base64url')}`;
}

/** What the token is for; null where this service did not sign it, or where its time is over. */
export function readExportLink(key: Buffer, token: string, now: Date): ExportLink | null {
  const end = token.lastIndexOf('.');
  if (token.length > TOKEN_CHARS_MAX || end < 0) return null;
  const payload = token.slice(0, end);
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const mac = macOf(key, payload);
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) return null;
  const [showId = '', name, seconds] = payload.split('.');
  const kind = exportKinds.find((known) => known === name);
  const expiresAt = new Date(Number(seconds) * 1000);
  return kind === undefined || !isUuid(showId) || !(expiresAt > now) ? null : { showId, kind, expiresAt };
}
