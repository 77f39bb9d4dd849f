import { connect } from 'node:net';

import { Gateway, limits, RoutingTable } from '#apps/gateway';
import { newId } from '#libs/kernel';
import { type Driver, DriverRegistry } from '#libs/runtime';

// Our side of the benchmark `gateway`: one address, `bench.gate.test`, whose one replica is the upstream named.
const { hostname, port } = new URL(process.argv[2]!);
const unused = () => Promise.reject(new Error('the benchmark only connects'));
const driver: Driver = {
  name: 'bench',
  apply: unused,
  observe: unused,
  list: unused,
  watch: () => () => undefined,
  logs: () => {
    throw new Error('the benchmark only connects');
  },
  connect: () => new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  }),
};
const table = new RoutingTable({ drivers: new DriverRegistry([driver]), limits, defaultMbps: 1_000_000 });
table.replaceAll([{
  leaseId: newId('lease'), addresses: [{ label: 'bench', port: 80 }],
  replicas: [{ claimId: newId('claim'), clusterId: newId('cluster'), driver: 'bench', ready: true, egressMbps: 0 }],
}]);
const gateway = new Gateway({ table, limits, domain: 'gate.test' });
console.log(`http://127.0.0.1:${await gateway.listen(0, '127.0.0.1')}`);
process.once('SIGTERM', () => process.exit(0));
