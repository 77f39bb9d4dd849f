import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxyServer } from 'httpxy';

// The peer of the benchmark `gateway`: the proxy library alone, to the upstream named, over connections it keeps.
const [target] = process.argv.slice(2);
const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true, maxFreeSockets: 64 }) });
const server = createServer((request, response) => void proxy.web(request, response).catch(() => response.destroy()));
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('SIGTERM', () => process.exit(0));
