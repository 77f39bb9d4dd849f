import { describe, expect, test } from 'vitest';

import { readKubeconfig } from './kubeconfig.js';

const config = `
apiVersion: v1
kind: Config
current-context: weir
clusters:
  - { name: other, cluster: { server: 'https://other:6443' } }
  - { name: mine, cluster: { server: 'https://10.0.0.1:6443', certificate-authority-data: Q0E= } }
contexts:
  - { name: weir, context: { cluster: mine, user: account } }
users:
  - { name: account, user: { token: abc } }
`;

describe('a kubeconfig', () => {
  test('gives the server, authority and token of its current context, and nothing else', () => {
    expect(readKubeconfig(config)).toEqual({ server: 'https://10.0.0.1:6443', caData: 'Q0E=', token: 'abc' });
  });

  test('of an administrator, who has a certificate or runs a command, gives no token', () => {
    expect(readKubeconfig(config.replace('token: abc', 'exec: { command: aws }')).token).toBeUndefined();
  });

  test.each([
    ['nothing', '', /no kubeconfig/],
    ['text', 'hello', /no kubeconfig/],
    ['another context', config.replace('current-context: weir', 'current-context: gone'), /current-context/],
    ['no such cluster', config.replace('name: mine', 'name: theirs'), /no server/],
    ['lists that are none', 'contexts: 1\ncurrent-context: a', /current-context/],
    ['what is no YAML', '{ a: [', /./],
  ])('is refused with the reason: %s', (_, text, reason) => expect(() => readKubeconfig(text)).toThrow(reason));
});
