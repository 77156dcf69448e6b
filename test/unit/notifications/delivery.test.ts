import { Breaker } from '../../../src/notifications/delivery/breaker';
import { classifyFailure } from '../../../src/notifications/delivery/classify-failure';
import { ATTEMPTS_MAX, nextAttemptAt } from '../../../src/notifications/delivery/retry-schedule';

const now = new Date('2026-11-27T12:00:00Z');
const pauses = (random: number) =>
  Array.from({ length: ATTEMPTS_MAX }, (_, index) => {
    const at = nextAttemptAt(index + 1, now, () => random);
    return at === null ? null : (at.getTime() - now.getTime()) / 1000;
  });

it('a mail is tried again within a day, ever later, and then no more', () => {
  expect(pauses(0.5)).toEqual([5, 30, 300, 1800, 7200, 21_600, 54_000, null]);
  expect(pauses(0)[0]).toBe(4);
  expect(pauses(1)[0]).toBe(6);
});

it('a server that fails five times in a row is left alone; then one message goes first', () => {
  let nowMs = 0;
  const breaker = new Breaker(() => nowMs);
  for (let failure = 1; failure < 5; failure += 1) expect(breaker.failed()).toBe(false);
  expect(breaker.admit(20)).toBe(20);
  expect(breaker.failed()).toBe(true);
  expect([breaker.admit(20), breaker.waitMs]).toEqual([0, 5000]);
  nowMs = 5000;
  expect([breaker.admit(20), breaker.admit(20)]).toEqual([1, 0]);
  // The probe fails: a longer pause.
  breaker.failed();
  expect([breaker.admit(20), breaker.waitMs]).toEqual([0, 10_000]);
  nowMs = 15_000;
  expect(breaker.admit(20)).toBe(1);
  breaker.answered();
  expect(breaker.admit(20)).toBe(20);
});

it('the pause grows to a minute, and a probe that was not sent is given to another message', () => {
  let nowMs = 0;
  const breaker = new Breaker(() => nowMs);
  for (let failure = 0; failure < 5; failure += 1) breaker.failed();
  for (let probe = 0; probe < 10; probe += 1) {
    nowMs += breaker.waitMs;
    expect(breaker.admit(1)).toBe(1);
    breaker.withdraw();
    expect(breaker.admit(1)).toBe(1);
    breaker.failed();
  }
  expect(breaker.waitMs).toBe(60_000);
});

it.each([
  ['a refused connection', { code: 'ESOCKET', message: 'connect ECONNREFUSED' }, 'ServerAway', undefined],
  ['a wrong password', { code: 'EAUTH', responseCode: 535, response: '535 5.7.8 Bad' }, 'ServerAway', undefined],
  ['a server that closes', { code: 'EMESSAGE', responseCode: 421, response: '421 Closing' }, 'ServerAway', undefined],
  [
    'greylisting',
    { code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO', response: '450 4.7.1' },
    'Later',
    undefined,
  ],
  [
    'no such user',
    { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', response: '550 5.1.1 No' },
    'Refused',
    true,
  ],
  [
    'no such user, in words',
    { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', response: '550 No' },
    'Refused',
    true,
  ],
  [
    'a policy',
    { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', response: '550 5.7.1 Spam' },
    'Refused',
    false,
  ],
  ['a refused message', { code: 'EMESSAGE', responseCode: 554, command: 'DATA', response: '554 No' }, 'Refused', false],
])('%s', (_, error, kind, isHardBounce) => {
  expect(classifyFailure(error)).toMatchObject({ kind, ...(isHardBounce === undefined ? {} : { isHardBounce }) });
});
