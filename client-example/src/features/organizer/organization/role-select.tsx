import { useMessages } from '../../../messages/use-messages';
import { type Role, roles } from './operations';

interface RoleSelectProps {
  readonly label: string;
  readonly value: Role;
  readonly disabled?: boolean;
  readonly onChange: (role: Role) => void;
}

export function RoleSelect({ label, value, disabled = false, onChange }: RoleSelectProps) {
  const { t } = useMessages();
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      disabled={disabled}
      // The options are the roles.
      onChange={({ target }) => onChange(target.value as Role)}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`organizer.role.${role}`)}
        </option>
      ))}
    </select>
  );
}
