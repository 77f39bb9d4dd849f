import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';

import { API_OPTIONS, type ApiOptions } from './options.js';

/** What the product tells Prometheus. Other parts add their own to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new RequestDurations();

  constructor(@Inject(API_OPTIONS) options: ApiOptions) {
    this.registry.registerMetric(this.requests as unknown as Metric);
    if (options.processMetrics ?? true) this.addProcess();
  }

  private addProcess(): void {
    collectDefaultMetrics({ register: this.registry });
    for (const name of misnamed) this.registry.removeSingleMetric(name);
  }
}

/** Gauges whose names end as counters' do, which Prometheus' own check refuses; each has a twin by type that says more. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

const boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

interface Series {
  labels: { route: string; method: string; status: number };
  /** One more than the bounds: the last is for what is beyond them. */
  counts: number[];
  sumSeconds: number;
}

/**
 * A histogram of requests, by route template, method and status: bounded, unlike addresses. Its own class, since
 * prom-client's checks and hashes the labels of every observation, and a route knows its labels from the start.
 */
class RequestDurations {
  readonly name = 'weir_http_request_duration_seconds';
  readonly help = 'Time from a request\'s head to the end of its answer.';
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly series: Series[] = [];

  /** The way to observe one route's requests. */
  of(route: string, method: string): (status: number, seconds: number) => void {
    const byStatus = new Map<number, Series>();
    return (status, seconds) => {
      let series = byStatus.get(status);
      if (!series) {
        series = { labels: { route, method, status }, counts: Array.from({ length: boundsSeconds.length + 1 }, () => 0), sumSeconds: 0 };
        byStatus.set(status, series);
        this.series.push(series);
      }
      let bucket = 0;
      while (bucket < boundsSeconds.length && seconds > boundsSeconds[bucket]!) bucket += 1;
      series.counts[bucket]! += 1;
      series.sumSeconds += seconds;
    };
  }

  /** What prom-client's registry asks of a metric. */
  get(): object {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.series.flatMap((series) => this.valuesOf(series)) };
  }

  private valuesOf({ labels, counts, sumSeconds }: Series): object[] {
    let upTo = 0;
    const buckets = counts.map((count, index) => ({ metricName: `${this.name}_bucket`, labels: { le: boundsSeconds[index] ?? '+Inf', ...labels }, value: (upTo += count) }));
    return [...buckets, { metricName: `${this.name}_sum`, labels, value: sumSeconds }, { metricName: `${this.name}_count`, labels, value: upTo }];
  }
}
