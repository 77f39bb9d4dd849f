import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What both proxies lead to: `/small` for counting requests, `/large` for counting bytes. Prints where it listens.
const small = Buffer.from(JSON.stringify({ message: 'hello, how are you', number: 7 }));
const large = Buffer.alloc(4 * 1024 * 1024, 'x');

const server = createServer((request, response) => {
  const body = request.url === '/large' ? large : small;
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('SIGTERM', () => process.exit(0));
