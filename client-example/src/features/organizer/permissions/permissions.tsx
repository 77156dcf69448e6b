import { createContext, type ReactNode, use, useMemo } from 'react';
import { type Guarded, type Permission, permissionOf } from './permission-of';

const Context = createContext<ReadonlySet<Permission>>(new Set());

interface PermissionsProps {
  /** `viewerPermissions` of the show or the organization that the page is about. */
  readonly given: readonly Permission[];
  readonly children: ReactNode;
}

/** Says to everything below it what the caller may do. */
export function Permissions({ given, children }: PermissionsProps) {
  const key = given.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the list
  const permissions = useMemo(() => new Set(given), [key]);
  return <Context value={permissions}>{children}</Context>;
}

/** Asks whether the caller may use a field of the API, such as a mutation. */
export function useMay(): (field: Guarded) => boolean {
  const permissions = use(Context);
  return (field) => permissions.has(permissionOf[field]);
}

/** Shows what it contains to those who may use this field of the API. */
export function IfMay({ use: field, children }: { readonly use: Guarded; readonly children: ReactNode }) {
  return useMay()(field) ? children : null;
}
