import { eventually } from '../../../support/eventually';
import { FakeService, FakeStore, makeGate, type TestGate } from './fake-door';
import { codeOf, makeKey, NOW_MS } from './ticket-keys';

const key = makeKey('1');
let service: FakeService;
let gates: TestGate[] = [];

async function openGate(gateId: string, store?: FakeStore, state?: 'up' | 'down'): Promise<TestGate> {
  const made = makeGate(service, gateId, store, state);
  gates.push(made);
  await made.gate.open();
  return made;
}

const scan = async ({ gate }: TestGate, seatNo: number, direction: 'IN' | 'OUT' = 'IN', generation = 1) =>
  (await gate.scan(codeOf(key, seatNo, { generation }), direction)).answer.kind;
const becomes = ({ gate }: TestGate, mode: string) =>
  eventually(() => gate.mode === mode || `The gate is ${gate.mode}`);

beforeEach(() => {
  service = new FakeService([key]);
});
afterEach(() => {
  for (const { gate } of gates) gate.close();
  gates = [];
});

it('asks the service while it answers', async () => {
  const north = await openGate('North');
  expect(north.gate.mode).toBe('online');
  expect(await scan(north, 1)).toBe('accepted');
  expect(await scan(north, 1)).toBe('alreadyScanned');
  expect(service.received).toHaveLength(2);
  expect(north.gate.memory.records.map(({ isOffline }) => isOffline)).toEqual([false, false]);
});

it.each(['down', 'silent', 'lost'] as const)(
  'goes offline by itself where the network is %s, and online again',
  async (state) => {
    const north = await openGate('North');
    north.network.state = state;
    expect(await scan(north, 1)).toBe('accepted');
    expect(north.gate.mode).toBe('offline');
    // Seen by this gate, so refused the second time.
    expect(await scan(north, 1)).toBe('alreadyScanned');
    expect(north.gate.memory.queue).toHaveLength(1);
    expect(north.gate.memory.seats.insideCount).toBe(1);
    north.network.state = 'up';
    await becomes(north, 'online');
    expect(north.gate.memory.queue).toEqual([]);
    expect([...service.inside.keys()]).toEqual([1]);
    // The request that was answered to nobody, and its repetition, are one scan.
    expect(service.received).toHaveLength(1);
    expect(service.conflicts).toEqual([]);
    expect(north.gate.notices.list).toEqual([]);
    expect(await scan(north, 1)).toBe('alreadyScanned');
  },
);

it('refuses without network what it has seen online, also on its way out and back', async () => {
  const north = await openGate('North');
  await scan(north, 1);
  await scan(north, 2);
  await scan(north, 2, 'OUT');
  north.network.state = 'down';
  expect(await scan(north, 1)).toBe('alreadyScanned');
  expect(await scan(north, 2)).toBe('accepted');
  expect(await scan(north, 2, 'OUT')).toBe('accepted');
  expect(await scan(north, 2, 'OUT')).toBe('notInside');
  expect(await scan(north, 3, 'OUT')).toBe('notInside');
  north.network.state = 'up';
  await becomes(north, 'online');
  expect([...service.inside.keys()]).toEqual([1]);
});

it('refuses without network what the service has refused, before its message to all gates has come', async () => {
  const [north, south] = [await openGate('North'), await openGate('South')];
  await scan(south, 1);
  service.revoked.set(2, 1);
  north.network.state = 'up';
  expect(await scan(north, 1)).toBe('alreadyScanned');
  expect(await scan(north, 2)).toBe('revoked');
  north.network.state = 'down';
  expect((await north.gate.scan(codeOf(key, 1), 'IN')).answer).toMatchObject({
    kind: 'alreadyScanned',
    gateId: 'South',
  });
  expect(await scan(north, 2)).toBe('revoked');
  expect(await scan(north, 2, 'IN', 2)).toBe('accepted');
});

it('asks the service for a code that is scanned while the page opens', async () => {
  const made = makeGate(service, 'North');
  gates.push(made);
  const opening = made.gate.open();
  await eventually(() => made.gate.memory.bundle !== null);
  expect(await scan(made, 1)).toBe('accepted');
  await opening;
  expect(made.gate.memory.records[0]?.isOffline).toBe(false);
});

it('refuses without network what was revoked and who was inside before', async () => {
  const [north, south] = [await openGate('North'), await openGate('South')];
  service.revoke(5, 1);
  await scan(south, 6);
  await eventually(() => north.gate.memory.seats.isInside(6));
  north.network.state = 'down';
  expect(await scan(north, 5)).toBe('revoked');
  expect(await scan(north, 5, 'IN', 2)).toBe('accepted');
  expect(await scan(north, 6)).toBe('alreadyScanned');
});

it('keeps queue, bundle and own scans when the page is closed', async () => {
  const north = await openGate('North');
  await scan(north, 1);
  north.network.state = 'down';
  for (const seatNo of [2, 3]) expect(await scan(north, seatNo)).toBe('accepted');
  north.gate.close();
  const again = await openGate('North', north.store, 'down');
  expect(again.gate.mode).toBe('offline');
  expect(again.gate.memory.queue).toHaveLength(2);
  expect(again.gate.memory.records).toHaveLength(3);
  for (const seatNo of [1, 2, 3]) expect(await scan(again, seatNo)).toBe('alreadyScanned');
  expect(await scan(again, 4)).toBe('accepted');
  // By the service's clock, although this device's is ten minutes late and the service is away.
  const scannedAt = again.gate.memory.records[0]?.scannedAt ?? '';
  expect(Math.abs(Date.parse(scannedAt) - NOW_MS)).toBeLessThan(60_000);
  again.network.state = 'up';
  await becomes(again, 'online');
  expect([...service.inside.keys()].sort()).toEqual([1, 2, 3, 4]);
  expect(north.store.saved.queue).toEqual([]);
});

it('sends a long queue in order, a hundred at a time, and those that come meanwhile after it', async () => {
  const north = await openGate('North');
  north.network.state = 'down';
  for (let seatNo = 0; seatNo < 230; seatNo += 1) await scan(north, seatNo);
  const nonces = north.gate.memory.queue.map(({ nonce }) => nonce);
  north.network.state = 'up';
  north.gate.networkChanged(true);
  expect(await scan(north, 240)).toBe('accepted');
  await becomes(north, 'online');
  expect(service.received.slice(0, 230)).toEqual(nonces);
  expect(service.received).toHaveLength(231);
  expect(north.network.batches.slice(0, 3)).toEqual([100, 100, expect.any(Number)]);
  expect(service.inside.size).toBe(231);
});

it('shows one conflict at both of two gates that admitted the same ticket alone', async () => {
  const [north, south] = [await openGate('North'), await openGate('South')];
  for (const one of [north, south]) one.network.state = 'down';
  expect([await scan(north, 1), await scan(south, 1)]).toEqual(['accepted', 'accepted']);
  for (const one of [north, south]) {
    one.network.state = 'up';
    await becomes(one, 'online');
  }
  for (const { gate } of [north, south]) {
    await eventually(() => gate.notices.list.length === 1 || `${gate.notices.list.length} notices`);
    expect(gate.notices.list[0]).toMatchObject({ kind: 'conflict', conflict: { reason: 'ADMITTED_TWICE' } });
    gate.dismiss(gate.notices.list[0]?.id ?? '');
    expect(gate.notices.list).toEqual([]);
  }
});

it('says so where the service had refused a scan, its answer was lost, and the gate admitted alone', async () => {
  const [north, south] = [await openGate('North'), await openGate('South')];
  north.network.state = 'lost';
  // No message of the feed arrives either.
  await scan(south, 1);
  expect(await scan(north, 1)).toBe('accepted');
  north.network.state = 'up';
  await becomes(north, 'online');
  expect(service.conflicts).toEqual([]);
  expect(north.gate.notices.list).toMatchObject([{ kind: 'refused', answer: { kind: 'alreadyScanned' } }]);
});

it('does not admit the same ticket twice where two scans meet', async () => {
  const north = await openGate('North');
  for (const state of ['up', 'lost'] as const) {
    north.network.state = state;
    const seatNo = state === 'up' ? 1 : 2;
    const kinds = await Promise.all([scan(north, seatNo), scan(north, seatNo), scan(north, seatNo)]);
    expect(kinds.sort()).toEqual(['accepted', 'alreadyScanned', 'alreadyScanned'].sort());
  }
});

it('admits nobody once the service refuses the device, and keeps its queue for the next pairing', async () => {
  const north = await openGate('North');
  north.network.state = 'down';
  await scan(north, 1);
  north.network.state = 'refused';
  await becomes(north, 'unpaired');
  expect(north.store.saved.queue).toHaveLength(1);
  north.gate.close();
  const again = await openGate('North', north.store);
  await becomes(again, 'online');
  expect([...service.inside.keys()]).toEqual([1]);
  again.network.state = 'refused';
  expect(await scan(again, 2)).toBe('notReady');
  expect(again.gate.mode).toBe('unpaired');
});

it('says that it cannot decide where it never had a bundle', async () => {
  const north = await openGate('North', new FakeStore(), 'down');
  expect(await scan(north, 1)).toBe('notReady');
  expect(north.gate.memory.queue).toEqual([]);
});

it('reads a bundle again after a gap, with what it has queued on top', async () => {
  const north = await openGate('North');
  await scan(north, 1);
  service.inside.set(9, { gateId: 'South', deviceId: 'd', scannedAt: '', isOffline: false });
  service.publish([], [], true);
  await eventually(() => north.gate.memory.seats.isInside(9));
  expect(north.gate.memory.seats.insideCount).toBe(2);
});

it('works on where the browser refuses to save, and says so', async () => {
  const store = new FakeStore();
  store.isBroken = true;
  const north = await openGate('North', store);
  north.network.state = 'down';
  expect(await scan(north, 1)).toBe('accepted');
  expect(await scan(north, 1)).toBe('alreadyScanned');
  expect(north.gate.memory.isStorageFailing).toBe(true);
});
