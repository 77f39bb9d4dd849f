/** Everything that bounds what one visitor, one lease, or all of them together may take of a gateway process. docs/gateway.md lists them. */
export interface Limits {
  /** Visitors' connections of this process; one more is closed at once. */
  connections: number;
  /** Requests, WebSockets included, under way of one lease; one more is answered 503. */
  requestsPerLease: number;
  /** HTTP/2 streams open at once on one connection: more than browsers open, since the server still counts one that its client knows to be over. */
  streamsPerConnection: number;
  /** Of a request's head; more is answered 431. */
  headerBytes: number;
  headerCount: number;
  /** Of a request's body; more is answered 413. */
  bodyBytes: number;
  /** A request's head must be here within. */
  headersMillis: number;
  /** A request must be here whole within. */
  requestMillis: number;
  /** A connection on which nothing moves either way is closed. */
  idleMillis: number;
  /** The same of a WebSocket. */
  webSocketIdleMillis: number;
  /** A connection to a replica must stand within. */
  connectMillis: number;
  /** A replica must begin to answer within. */
  answerMillis: number;
  /** An unused connection to a replica is kept so long: less than what usual servers keep theirs. */
  keepAliveMillis: number;
  /** Unused connections kept to one port of one replica. */
  idleConnectionsPerReplica: number;
  /** Replicas tried for one request. */
  tries: number;
  /** A replica that failed is passed over for this long, doubled each time up to the maximum. */
  passOverMillis: number;
  passOverMillisMax: number;
}

export const limits: Limits = {
  connections: 10_000,
  requestsPerLease: 512,
  streamsPerConnection: 256,
  headerBytes: 32 * 1024,
  headerCount: 200,
  bodyBytes: 1024 ** 3,
  headersMillis: 10_000,
  requestMillis: 900_000,
  idleMillis: 120_000,
  webSocketIdleMillis: 600_000,
  connectMillis: 3_000,
  answerMillis: 60_000,
  keepAliveMillis: 4_000,
  idleConnectionsPerReplica: 64,
  tries: 3,
  passOverMillis: 1_000,
  passOverMillisMax: 30_000,
};
