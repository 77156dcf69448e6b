import { type Caller, forbidden } from '../platform';

/** Whoever made a thing may change it, and an admin everything. */
export function requireOwner(caller: Caller, organizerId: string | null): void {
  if (caller.roles.has('admin') || organizerId === caller.id) return;
  throw forbidden('Another organiser runs this.');
}
