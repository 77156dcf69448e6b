import { useMessages } from '../../messages/use-messages';

/** As `changedBy` names them. */
const roles = ['buyer', 'organizer', 'admin', 'operator', 'provider', 'reconciler'] as const;

/** The end of an id tells callers apart; its beginning is the time at which it was made. */
const ID_END = 8;

/** Who changed something, by `changedBy`: a role and, where there is one, the end of the caller's id. */
export function Actor({ of: changedBy }: { readonly of: string }) {
  const { t } = useMessages();
  const [name = '', id] = changedBy.split(':');
  const role = roles.find((known) => known === name);
  return (
    <span className="muted" title={changedBy}>
      {role === undefined ? name : t(`organizer.actor.${role}`)}
      {id !== undefined && ` …${id.slice(-ID_END)}`}
    </span>
  );
}
