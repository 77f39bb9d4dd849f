import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';

import { isAlive, startDetached, until } from './processes.js';

/** How to reach a cluster as its administrator. */
export interface Admin {
  server: string;
  token: string;
  /** PEM. */
  ca: string;
}

export interface Ports {
  api: number;
  etcd: number;
  etcdPeer: number;
}

const READY_WITHIN_MILLIS = 90_000;

/** Keys, a token and a kubeconfig's place; made once for a cluster's folder. */
export async function prepare(folder: string): Promise<void> {
  await mkdir(join(folder, 'certs'), { recursive: true });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  await writeFile(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(join(folder, 'tokens.csv'), `${randomBytes(16).toString('hex')},admin,admin,"system:masters"\n`, { mode: 0o600 });
}

export function startEtcd(folder: string, binaries: string, { etcd, etcdPeer }: Ports): void {
  const [client, peer] = [`http://127.0.0.1:${etcd}`, `http://127.0.0.1:${etcdPeer}`];
  // A local cluster may lose its state with the machine: waiting for the disk is most of its time otherwise.
  startDetached(folder, 'etcd', join(binaries, 'etcd'), [
    '--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync', '--listen-client-urls', client, '--advertise-client-urls', client,
    '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`,
  ]);
}

/** @returns how to reach it, once it is ready. */
export async function startApiServer(folder: string, binaries: string, ports: Ports): Promise<Admin> {
  const start = () => startDetached(folder, 'kube-apiserver', join(binaries, 'kube-apiserver'), [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`, `--cert-dir=${join(folder, 'certs')}`, `--secure-port=${ports.api}`, '--bind-address=127.0.0.1', '--allow-privileged',
    '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${join(folder, 'sa.pub')}`, `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`, '--authorization-mode=Node,RBAC', '--service-cluster-ip-range=10.96.0.0/16', '--shutdown-delay-duration=0s',
    '--kubelet-preferred-address-types=InternalIP',
  ]);
  let pid = start();
  const log = join(folder, 'kube-apiserver.log');
  await until('the API server writes its certificate', async () => (await readFile(join(folder, 'certs/apiserver.crt'), 'utf8')).includes('END'), { withinMillis: READY_WITHIN_MILLIS, log });
  const admin = await adminOf(folder, ports);
  await until('the API server is ready', async () => {
    // While it is away some connection of the machine may be given its port, even one that was to reach it: then it ends at once.
    if (!isAlive(pid)) pid = start();
    return (await call(admin, 'GET', '/readyz')).body === 'ok';
  }, { withinMillis: READY_WITHIN_MILLIS, log });
  return admin;
}

/** Later than a node's lease ends by so much, it is held to be lost. */
const GRACE_SECONDS = 10;

/** What makes deployments into pods, and puts pods on nodes. */
export function startControllers(folder: string, binaries: string, { podSubnet, leaseSeconds }: { podSubnet: string; leaseSeconds: number }): void {
  const kubeconfig = `--kubeconfig=${join(folder, 'admin.kubeconfig')}`;
  startDetached(folder, 'kube-controller-manager', join(binaries, 'kube-controller-manager'), [
    kubeconfig, `--service-account-private-key-file=${join(folder, 'sa.key')}`, `--root-ca-file=${join(folder, 'certs/apiserver.crt')}`, '--leader-elect=false',
    `--cluster-cidr=${podSubnet}`, '--allocate-node-cidrs=false', '--secure-port=0', '--kube-api-qps=500', '--kube-api-burst=1000',
    '--concurrent-deployment-syncs=20', '--concurrent-replicaset-syncs=20', '--concurrent-namespace-syncs=20', '--use-service-account-credentials=true',
    `--node-monitor-grace-period=${leaseSeconds + GRACE_SECONDS}s`,
  ]);
  startScheduler(folder, binaries);
}

/** What puts pods on nodes. Its own bound of 50 requests a second is lifted, as in its own benchmark. */
export function startScheduler(folder: string, binaries: string): void {
  startDetached(folder, 'kube-scheduler', join(binaries, 'kube-scheduler'), [
    `--kubeconfig=${join(folder, 'admin.kubeconfig')}`, '--leader-elect=false', '--secure-port=0', '--kube-api-qps=5000', '--kube-api-burst=5000',
  ]);
}

async function adminOf(folder: string, { api }: Ports): Promise<Admin> {
  const [token] = (await readFile(join(folder, 'tokens.csv'), 'utf8')).split(',');
  const admin = { server: `https://127.0.0.1:${api}`, token: token!, ca: await readFile(join(folder, 'certs/apiserver.crt'), 'utf8') };
  const cluster = { server: admin.server, 'certificate-authority-data': Buffer.from(admin.ca).toString('base64') };
  // JSON is YAML too.
  const config = {
    apiVersion: 'v1', kind: 'Config', 'current-context': 'local',
    clusters: [{ name: 'local', cluster }], users: [{ name: 'admin', user: { token: admin.token } }], contexts: [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
  };
  await writeFile(join(folder, 'admin.kubeconfig'), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return admin;
}

/** One request as the administrator, with none of the product's own code in between. */
export function call({ server, token, ca }: Admin, method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { authorization: `Bearer ${token}`, ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }) };
    const asked = request(new URL(path, server), { method, headers, ca, timeout: 10_000 }, (answer) => {
      let said = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk)).on('end', () => resolve({ status: answer.statusCode!, body: said })).on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer'))).on('error', reject).end(text);
  });
}
