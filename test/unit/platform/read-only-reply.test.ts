import { isReadOnlyReply } from '../../../src/platform';

it.each([
  ["READONLY You can't write against a read only replica."],
  ["READONLY You can't write against a read only replica. script: 2f1c, on @user_script:1."],
  [
    "ERR Error running script (call to f_2f1c): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.",
  ],
])('a replica answers a write with %s', (message) => {
  expect(isReadOnlyReply(new Error(message))).toBe(true);
});

it.each([
  ['NOSCRIPT No matching script. Please use EVAL.'],
  ['ERR the key READONLY is of another type'],
  ['Connection is closed.'],
])('%s does not mean a replica', (message) => {
  expect(isReadOnlyReply(new Error(message))).toBe(false);
});
