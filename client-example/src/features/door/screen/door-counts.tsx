import { useMessages } from '../../../messages/use-messages';
import type { GateMemory } from '../gate/gate-memory';

export function DoorCounts({ memory }: { readonly memory: GateMemory }) {
  const { t, number } = useMessages();
  if (memory.bundle === null) return null;
  return (
    <dl className="panel door-counts">
      <div>
        <dt>{t('door.inside')}</dt>
        <dd>{number(memory.seats.insideCount)}</dd>
      </div>
      <div>
        <dt>{t('door.tickets')}</dt>
        <dd>{number(memory.bundle.ticketCount)}</dd>
      </div>
    </dl>
  );
}
