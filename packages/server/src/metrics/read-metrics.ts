import { Counter, Gauge, type Registry } from 'prom-client';

/** One value of a metric. Labels never hold ids: each new value costs memory, here and in Prometheus. */
export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly value: number;
}

/** A metric that is read when it is requested. Names follow https://prometheus.io/docs/practices/naming/. */
export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  /** @defaultValue none */
  readonly labelNames?: readonly string[] | undefined;
  /** What it rejects with leaves the metric without a value: a zero would be taken for one. */
  readonly read: () => Promise<readonly MetricSample[]> | readonly MetricSample[];
}

/** Adds a value that goes up and down. */
export function addGauge(registry: Registry, { read, labelNames = [], ...facts }: ReadMetric): void {
  const gauge: Gauge = new Gauge({
    ...facts,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const samples = await readOrNothing(read);
      gauge.reset();
      // A reset gives a metric without labels the value 0.
      if (labelNames.length === 0) gauge.remove();
      for (const { labels = {}, value } of samples) gauge.set(labels, value);
    },
  });
}

/** Adds what is counted elsewhere. */
export function addCounted(registry: Registry, { read, labelNames = [], ...facts }: ReadMetric): void {
  const counter: Counter = new Counter({
    ...facts,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const samples = await readOrNothing(read);
      counter.reset();
      for (const { labels = {}, value } of samples) counter.inc(labels, value);
    },
  });
}

async function readOrNothing(read: ReadMetric['read']): Promise<readonly MetricSample[]> {
  try {
    return await read();
  } catch {
    return [];
  }
}
