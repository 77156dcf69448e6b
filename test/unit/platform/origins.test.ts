import { isAllowedOrigin } from '../../../src/platform/http/origins';

it.each<[origin: string | undefined, host: string | undefined, allowed: readonly string[], isAllowed: boolean]>([
  [undefined, 'api.example', [], true],
  ['https://api.example', 'api.example', [], true],
  ['http://API.example:4000', 'api.example:4000', [], true],
  ['https://api.example', 'api.example:443', [], true],
  ['https://api.example', undefined, [], false],
  ['https://evil.example', 'api.example', [], false],
  ['https://api.example.evil.example', 'api.example', [], false],
  ['http://api.example:4001', 'api.example:4000', [], false],
  ['null', 'api.example', [], false],
  ['file://api.example', 'api.example', [], false],
  ['https://shop.example', 'api.example', ['https://shop.example'], true],
  ['https://evil.example', 'api.example', ['https://shop.example'], false],
  ['https://evil.example', 'api.example', ['*'], true],
])('a page of %s may open a socket to %s where CORS allows %j: %s', (origin, host, allowed, isAllowed) => {
  expect(isAllowedOrigin(origin, host, allowed)).toBe(isAllowed);
});
