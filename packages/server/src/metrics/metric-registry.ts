/** Names and values that tell series of one metric apart. Never ids: each new value costs memory, here and in Prometheus. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What a metric says of itself. Names follow https://prometheus.io/docs/practices/naming/. */
export interface MetricFacts {
  readonly name: string;
  readonly help: string;
}

/** One value of a metric. */
export interface MetricSample {
  readonly labels?: MetricLabels | undefined;
  readonly value: number;
}

/** Counts what happens. */
export interface Counter {
  /** @param amount - At least 0. @defaultValue 1 */
  add(labels?: MetricLabels, amount?: number): void;
}

/** Counts durations and sizes by how large they are. */
export interface Histogram {
  observe(value: number, labels?: MetricLabels): void;
}

/** More series of one metric than these share one: a label that grows without end must not fill the memory. */
const MAX_SERIES = 500;
const OVERFLOW: MetricLabels = { overflow: 'true' };

/** Seconds, from a request that is answered at once to a sync of a day. */
const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 60, 600, 3600, 21_600] as const;

interface Metric extends MetricFacts {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly lines: () => Promise<readonly string[]>;
}

/** The metrics of a program, in the text format of Prometheus. */
export class MetricRegistry {
  readonly #metrics = new Map<string, Metric>();

  /** The names of all metrics. */
  get names(): readonly string[] {
    return [...this.#metrics.keys()];
  }

  /** @param facts.name - Ends with `_total`. */
  counter(facts: MetricFacts): Counter {
    const series = new Series<{ labels: MetricLabels; value: number }>((labels) => ({ labels, value: 0 }));
    this.#metrics.set(facts.name, {
      ...facts,
      type: 'counter',
      lines: async () => series.all.map(({ labels, value }) => line(facts.name, labels, value)),
    });
    return {
      add(labels = {}, amount = 1) {
        series.of(labels).value += amount;
      },
    };
  }

  /** Reads a value when it is requested; what cannot be read is left out. */
  gauge(facts: MetricFacts, read: () => Promise<readonly MetricSample[]> | readonly MetricSample[]): void {
    this.#read(facts, 'gauge', read);
  }

  /** Reads what is counted elsewhere. */
  counted(facts: MetricFacts, read: () => readonly MetricSample[]): void {
    this.#read(facts, 'counter', read);
  }

  histogram(facts: MetricFacts, bounds: readonly number[] = DURATION_BUCKETS): Histogram {
    const series = new Series((labels) => ({ labels, sum: 0, count: 0, buckets: bounds.map(() => 0) }));
    this.#metrics.set(facts.name, {
      ...facts,
      type: 'histogram',
      lines: async () =>
        series.all.flatMap(({ labels, sum, count, buckets }) => [
          ...bounds.map((bound, index) => line(`${facts.name}_bucket`, { ...labels, le: String(bound) }, buckets[index] ?? 0)),
          line(`${facts.name}_bucket`, { ...labels, le: '+Inf' }, count),
          line(`${facts.name}_sum`, labels, sum),
          line(`${facts.name}_count`, labels, count),
        ]),
    });
    return {
      observe(value, labels = {}) {
        const one = series.of(labels);
        one.sum += value;
        one.count += 1;
        for (const [index, bound] of bounds.entries()) if (value <= bound) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
      },
    };
  }

  /** @returns all metrics, as https://prometheus.io/docs/instrumenting/exposition_formats/ says. */
  async render(): Promise<string> {
    const blocks = await Promise.all(
      [...this.#metrics.values()].map(async ({ name, help, type, lines }) => [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...(await lines()),
      ]),
    );
    return `${blocks.flat().join('\n')}\n`;
  }

  #read(facts: MetricFacts, type: Metric['type'], read: () => Promise<readonly MetricSample[]> | readonly MetricSample[]): void {
    const lines = async (): Promise<readonly string[]> => {
      try {
        return (await read()).map(({ labels = {}, value }) => line(facts.name, labels, value));
      } catch {
        return [];
      }
    };
    this.#metrics.set(facts.name, { ...facts, type, lines });
  }
}

class Series<Value extends { readonly labels: MetricLabels }> {
  readonly #byKey = new Map<string, Value>();
  readonly #make: (labels: MetricLabels) => Value;

  constructor(make: (labels: MetricLabels) => Value) {
    this.#make = make;
  }

  get all(): readonly Value[] {
    return [...this.#byKey.values()];
  }

  of(labels: MetricLabels): Value {
    const key = JSON.stringify(labels);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= MAX_SERIES && labels !== OVERFLOW) return this.of(OVERFLOW);
    const made = this.#make(labels);
    this.#byKey.set(key, made);
    return made;
  }
}

function line(name: string, labels: MetricLabels, value: number): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}
