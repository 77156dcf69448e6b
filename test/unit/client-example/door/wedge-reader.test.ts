import { WedgeReader } from '../../../../client-example/src/features/door/gate/wedge-reader';

const code = 'eyJhbGciOiJFZERTQSIsImtpZCI6IjEifQ.eyJ0IjoiQUFB_-.c2ln';

function type(reader: WedgeReader, text: string, gapMs: number, startMs = 0): number {
  let atMs = startMs;
  for (const letter of text) {
    if (/[A-Z]/.test(letter)) reader.press('Shift', atMs);
    reader.press(letter, atMs);
    atMs += gapMs;
  }
  return atMs;
}

it('reads a code that is typed as quickly as a scanner types', () => {
  const reader = new WedgeReader();
  for (const gapMs of [1, 20, 60]) {
    const endMs = type(reader, code, gapMs, 10_000 * gapMs);
    expect(reader.press('Enter', endMs)).toEqual({ kind: 'scan', code });
  }
});

it('is not misled by a person', () => {
  const reader = new WedgeReader();
  expect(reader.press('Enter', type(reader, code, 180))).toEqual({ kind: 'other' });
  expect(reader.press('Enter', type(reader, 'Kowalska', 30, 90_000))).toEqual({ kind: 'other' });
  type(reader, code, 5, 200_000);
  expect(reader.press('Enter', 300_000)).toEqual({ kind: 'other' });
});

it('forgets what a person typed before, and each code after its end', () => {
  const reader = new WedgeReader();
  type(reader, 'Kow', 200);
  const endMs = type(reader, code, 5, 5000);
  expect(reader.press('Enter', endMs)).toEqual({ kind: 'scan', code });
  expect(reader.press('Enter', endMs + 5)).toEqual({ kind: 'other' });
  type(reader, code.slice(0, 30), 5, 20_000);
  reader.press('ArrowLeft', 20_160);
  expect(reader.press('Enter', type(reader, 'abc', 5, 20_165))).toEqual({ kind: 'other' });
});
