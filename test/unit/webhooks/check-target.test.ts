import { checkTarget, isPublicAddress, urlFault } from '../../../src/webhooks/delivery/check-target';

const policy = (...addresses: string[]) => ({ allowsLocal: false, resolve: async () => addresses });

it.each([
  'https://127.0.0.1/',
  'https://localhost/',
  'https://localhost./',
  'https://hooks.localhost/',
  // The same as 127.0.0.1: decimal, octal, hexadecimal, shortened, with a dot at the end, in wide digits.
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://127.1/',
  'https://127.0.0.1./',
  'https://１２７.０.０.１/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  // The metadata of cloud machines, and shared addresses of providers.
  'https://169.254.169.254/latest/meta-data/',
  'https://100.64.0.1/',
  'https://192.0.0.1/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.1/',
  'https://203.0.113.1/',
  'https://192.88.99.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[100::1]/',
  'https://[4000::1]/',
  // IPv4 in IPv6: mapped, compatible, translated (NAT64), 6to4, Teredo.
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://[64:ff9b:1::127.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  // Names of other networks than the public internet.
  'https://intranet/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'https://router.home.arpa/',
  'https://service.onion/',
  'https://hooks.test/',
  // Not https, other ports, credentials, and what is no URL.
  'http://hooks.tickets.com/',
  'ftp://hooks.tickets.com/',
  'file:///etc/passwd',
  'gopher://hooks.tickets.com/',
  'javascript:alert(1)',
  'https://hooks.tickets.com:22/',
  'https://hooks.tickets.com:6379/',
  'https://hooks.tickets.com:80/',
  'https://user:password@hooks.tickets.com/',
  'https://hooks.tickets.com@127.0.0.1/',
  'https://hooks.tickets.com#@127.0.0.1/',
  'https://',
  '//hooks.tickets.com/',
  `https://hooks.tickets.com/${'a'.repeat(1000)}`,
])('refuses %s', async (url) => {
  expect(urlFault(url, { allowsLocal: false })).not.toBeNull();
  expect(await checkTarget(url, policy('93.184.215.14'))).toMatchObject({ kind: 'Refused' });
});

it.each([
  'https://hooks.tickets.com/frontrow',
  'https://hooks.tickets.com:8443/?key=1',
  'https://93.184.215.14/',
  'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  'https://bücher.de/',
])('accepts %s', async (url) => {
  expect(await checkTarget(url, policy('93.184.215.14'))).toMatchObject({ kind: 'Target' });
});

it('refuses a name of which any address is not public, whatever the others are', async () => {
  const url = 'https://hooks.tickets.com/';
  for (const address of ['127.0.0.1', '::1', '::ffff:10.0.0.1', '169.254.169.254', 'fe80::1%eth0', '64:ff9b::a00:1'])
    expect(await checkTarget(url, policy('93.184.215.14', address))).toMatchObject({ kind: 'Refused' });
  expect(await checkTarget(url, policy())).toMatchObject({ kind: 'NotFound' });
  const fails = { allowsLocal: false, resolve: async () => Promise.reject(new Error('ENOTFOUND')) };
  expect(await checkTarget(url, fails)).toMatchObject({ kind: 'NotFound' });
});

it('goes to the address that was checked, and checks again at each attempt', async () => {
  const answers = ['93.184.215.14', '127.0.0.1'];
  const rebinding = { allowsLocal: false, resolve: async () => [answers.shift() ?? ''] };
  const url = 'https://hooks.tickets.com/';
  expect(await checkTarget(url, rebinding)).toMatchObject({ target: { address: '93.184.215.14' } });
  expect(await checkTarget(url, rebinding)).toMatchObject({ kind: 'Refused' });
});

it('in development http, other ports and addresses of the own network are accepted, credentials are not', () => {
  for (const url of ['http://127.0.0.1:3000/', 'http://hooks:8080/', 'https://10.0.0.1/'])
    expect(urlFault(url, { allowsLocal: true })).toBeNull();
  for (const url of ['http://user@127.0.0.1/', 'ftp://127.0.0.1/', 'nonsense'])
    expect(urlFault(url, { allowsLocal: true })).not.toBeNull();
});

it('a text that is no address is not public', () => {
  for (const text of ['', 'example.com', '1.2.3', '93.184.215.14 ']) expect(isPublicAddress(text)).toBe(false);
});
