import type { ShowChangeSubscriber } from '../../catalog';
import { badUserInput } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { ACTIVE_WAITING_ROOMS_MAX, writeSettings } from './configure-waiting-room';

/** A show that was prepared with a waiting room has it from its publication on: in the same transaction, or not at all. */
export const openWithShow =
  ({ settingsCache }: WaitingRoomContext): ShowChangeSubscriber =>
  async (transaction, { terms: { showId }, isNew, waitingRoom }) => {
    if (!isNew || waitingRoom === null) return;
    if (!(await writeSettings(transaction, showId, { active: true, ...waitingRoom }))) {
      throw badUserInput(`At most ${ACTIVE_WAITING_ROOMS_MAX} waiting rooms can be active. Switch one off first.`);
    }
    // Other processes read it within a second.
    transaction.afterCommit(() => void settingsCache.refresh(showId).catch(() => undefined));
  };
