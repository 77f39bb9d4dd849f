import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay in front of a server that can be cut: what is connected is reset, what connects is refused. */
export interface Cuttable {
  port: number;
  cut: () => Promise<void>;
  mend: () => void;
  close: () => Promise<void>;
}

export async function cuttable(target: URL): Promise<Cuttable> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((socket) => {
    if (isCut) {
      socket.resetAndDestroy();
      return;
    }
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[socket, onward], [onward, socket]] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: async () => {
      isCut = true;
      for (const socket of open) socket.resetAndDestroy();
      // Until those at the other end have heard of it.
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
