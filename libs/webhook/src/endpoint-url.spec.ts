import { expect, test } from 'vitest';

import { checkedUrl, refusedUrl } from './endpoint-url.js';

test.each([
  ['no URL', 'hello'], ['another scheme', 'ftp://example.com/'], ['a file', 'file:///etc/passwd'], ['no TLS', 'http://example.com/hook'],
  ['credentials', 'https://user:pass@example.com/'], ['a fragment', 'https://example.com/#x'], ['a mail port', 'https://example.com:25/'],
  ['localhost', 'https://localhost/'], ['localhost, absolute', 'https://localhost./'], ['a name under localhost', 'https://api.LOCALHOST/'],
  ['loopback', 'https://127.0.0.1/'], ['loopback, as one number', 'https://2130706433/'], ['loopback, in hexadecimal', 'https://0x7f.1/'],
  ['loopback, in octal', 'https://0177.0.0.1/'], ['loopback, absolute', 'https://127.0.0.1./'], ['loopback, full-width', 'https://１２７.0.0.1/'],
  ['metadata', 'https://169.254.169.254/latest/meta-data'], ['IPv6 loopback', 'https://[::1]:8443/'], ['IPv4-mapped', 'https://[::ffff:127.0.0.1]/'],
  ['too long', `https://example.com/${'x'.repeat(2_048)}`],
])('a URL with %s is refused: %s', (_what, url) => {
  expect(refusedUrl(url, { allowPrivate: false })).toEqual(expect.any(String));
  expect(() => checkedUrl(url, { allowPrivate: false })).toThrow(expect.objectContaining({ code: 'endpoint_url_refused' }));
});

test.each(['https://example.com/hook?x=1', 'https://example.com:8443/', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]/'])('%s is taken', (url) => {
  expect(checkedUrl(url, { allowPrivate: false })).toBe(url);
});

test('where private addresses are allowed, so is plain HTTP, and still no other scheme and no credentials', () => {
  expect(refusedUrl('http://127.0.0.1:80/', { allowPrivate: true })).toBeUndefined();
  expect(refusedUrl('gopher://127.0.0.1/', { allowPrivate: true })).toBeDefined();
  expect(refusedUrl('http://a:b@127.0.0.1/', { allowPrivate: true })).toBeDefined();
});
