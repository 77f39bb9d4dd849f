import { type ClientRequest, createServer, type IncomingMessage } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An object that was applied to an API server. */
export interface Written {
  body: Record<string, unknown>;
}

export interface Recorder {
  url: string;
  /** What was written since the last time. */
  take(): Written[];
  close(): void;
}

/** Stands before an API server and writes down what is applied to it, so that a peer can be asked for exactly the same. */
export async function recorder(server: string, ca: string): Promise<Recorder> {
  let written: Written[] = [];
  const pass = async (request: IncomingMessage, to: ClientRequest): Promise<void> => {
    const body = await bodyOf(request);
    written.push({ body: JSON.parse(body) as Written['body'] });
    to.end(body);
  };
  const proxy = createServer((request, response) => {
    const to = askSecurely(server + request.url, { method: request.method, headers: { ...request.headers, host: new URL(server).host }, ca }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    to.on('error', () => response.destroy());
    response.on('close', () => to.destroy());
    if (request.method === 'PATCH') void pass(request, to);
    else request.pipe(to);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    take: () => {
      const taken = written;
      written = [];
      return taken;
    },
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
