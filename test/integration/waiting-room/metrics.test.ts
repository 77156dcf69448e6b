import { eventually } from '../../support/eventually';
import { openHouse } from '../../support/house';
import { makeShow } from '../../support/makers';
import { join, told, watch } from '../../support/queue';

const house = openHouse({ QUEUE_BEAT_MS: '100' });

/** Waits until `/metrics` says so. */
async function expectFigures(figures: Readonly<Record<string, number>>): Promise<void> {
  await eventually(async () => {
    const lines = (await (await fetch(`${house.url}/metrics`)).text()).split('\n');
    const missing = Object.entries(figures).filter(
      ([name, value]) => !lines.includes(`frontrow_queue_${name} ${value}`),
    );
    const told = lines.filter((line) => line.startsWith('frontrow_queue_'));
    return missing.length === 0 || `${JSON.stringify(missing)} are not in ${told.join(', ')}`;
  });
}

async function come(showId: string) {
  const token = await house.token();
  await join(house, showId, token);
  return watch(house, showId, token);
}

test('the metrics count who waits, who is inside, who was let in and whose time was over', async () => {
  const { showId, id } = await makeShow(house);
  await house.app.rooms.waitingRoom.configureWaitingRoom(showId, {
    ...{ active: true, admissionsPerMinute: 6000, shopSize: 1, insideSeconds: 30 },
  });
  const first = await come(id);
  await told(first, ({ __typename }) => __typename === 'QueueAdmitted');
  const second = await come(id);
  const gone = await house.token();
  await join(house, id, gone);
  await expectFigures({ rooms_led: 1, waiting: 2, inside: 1, guests: 2, admitted_total: 1 });

  house.clock.advanceSeconds(31);
  await told(second, ({ __typename }) => __typename === 'QueueAdmitted');
  await expectFigures({ waiting: 1, inside: 1, guests: 1, admitted_total: 2, 'over_total{why="time"}': 1 });

  await house.app.rooms.waitingRoom.configureWaitingRoom(showId, { pauseReason: 'Later.', graceSeconds: 10 });
  house.clock.advanceSeconds(600);
  await expectFigures({ waiting: 0, inside: 0, guests: 0, 'over_total{why="grace"}': 1 });
});
