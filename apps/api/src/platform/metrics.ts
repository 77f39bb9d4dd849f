import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

import { API_OPTIONS, type ApiOptions } from './options.js';

/** What the product tells Prometheus. Other parts add their own to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  /** By route template, method and status: bounded, unlike addresses. */
  readonly requestSeconds = new Histogram({
    name: 'weir_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor(@Inject(API_OPTIONS) options: ApiOptions) {
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry });
  }
}
