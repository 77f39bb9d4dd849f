import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real HTTP server on loopback that notes what it gets and answers as it is told. */
export interface HttpSink {
  /** `http://127.0.0.1:port/` */
  url: string;
  port: number;
  received: Received[];
  /** How it answers from now on: a status, or by hand. 200 at first. */
  answer: number | ((response: ServerResponse, request: Received) => void);
  close(): Promise<void>;
}

export async function httpSink(): Promise<HttpSink> {
  const sink: HttpSink = { url: '', port: 0, received: [], answer: 200, close: async () => undefined };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      sink.received.push(received);
      if (typeof sink.answer === 'number') response.writeHead(sink.answer).end();
      else sink.answer(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.port = (server.address() as { port: number }).port;
  sink.url = `http://127.0.0.1:${sink.port}/`;
  sink.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return sink;
}
