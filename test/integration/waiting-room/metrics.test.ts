import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { join, waitForPosition, watch } from '../../support/queue';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ QUEUE_TICK_MS: '100' });

/** Waits until `/metrics` shows these values. */
async function expectFigures(figures: Readonly<Record<string, number>>): Promise<void> {
  await eventually(async () => {
    const lines = (await (await fetch(`${testApp.url}/metrics`)).text()).split('\n');
    const missing = Object.entries(figures).filter(
      ([name, value]) => !lines.includes(`frontrow_queue_${name} ${value}`),
    );
    const present = lines.filter((line) => line.startsWith('frontrow_queue_'));
    return missing.length === 0 || `${JSON.stringify(missing)} are not in ${present.join(', ')}`;
  });
}

async function joinAndWatch(showId: string) {
  const token = await testApp.token();
  await join(testApp, showId, token);
  return watch(testApp, showId, token);
}

it('the metrics count waiting, admitted, expired and abandoned buyers', async () => {
  const { showId, id } = await makeShow(testApp);
  await testApp.app.modules.waitingRoom.configureWaitingRoom(showId, {
    ...{ active: true, admissionsPerMinute: 6000, shopSize: 1, insideSeconds: 30 },
  });
  const first = await joinAndWatch(id);
  await waitForPosition(first, ({ __typename }) => __typename === 'QueueAdmitted');
  const second = await joinAndWatch(id);
  const gone = await testApp.token();
  await join(testApp, id, gone);
  await expectFigures({ led: 1, waiting: 2, inside: 1, connected_buyers: 2, admitted_total: 1 });

  testApp.clock.advanceSeconds(31);
  await waitForPosition(second, ({ __typename }) => __typename === 'QueueAdmitted');
  await expectFigures({
    waiting: 1,
    inside: 1,
    connected_buyers: 1,
    admitted_total: 2,
    'ended_total{reason="expired"}': 1,
  });

  await testApp.app.modules.waitingRoom.configureWaitingRoom(showId, { pauseReason: 'Later.', graceSeconds: 10 });
  testApp.clock.advanceSeconds(600);
  await expectFigures({ waiting: 0, inside: 0, connected_buyers: 0, 'ended_total{reason="abandoned"}': 1 });
});
