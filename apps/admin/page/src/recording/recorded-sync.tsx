import { useMemo, useState, type ReactNode } from 'react';
import type { ExportedSync } from '../api/types.ts';
import { momentOf, recordedErrors, recordedProgress, recordedSpans, stopsOf, type RecordedMoment } from '../logic/recorded-moment.ts';
import { nameOfRun } from '../logic/sync-look.ts';
import { Failures } from '../sync/failures.tsx';
import { Numbers } from '../sync/numbers.tsx';
import { PageStrip } from '../sync/page-strip.tsx';
import { ProgressChart } from '../sync/throughput.tsx';
import { Spans } from '../sync/timeline.tsx';
import { Moment } from '../ui/moment.tsx';
import { ShareBar, StateBadge, Waiting } from '../ui/parts.tsx';
import { uiCss } from '../ui/ui.tsx';
import { TimeSlider } from './time-slider.tsx';

/** A sync of a file, at any moment of its past. */
export function RecordedSync({ file }: { readonly file: ExportedSync }): ReactNode {
  const stops = useMemo(() => stopsOf(file), [file]);
  const [atMs, setAtMs] = useState(() => stops.at(-1) ?? 0);
  const shown = momentOf(file, atMs);
  const errors = useMemo(() => recordedErrors(file), [file]);
  const progress = useMemo(() => recordedProgress(file), [file]);
  return (
    <div className={uiCss['stack']}>
      <Head file={file} shown={shown} />
      <TimeSlider stops={stops} atMs={atMs} stateWord={shown.sync.state} onChange={setAtMs} />
      <Counted shown={shown} errors={atMs >= (stops.at(-1) ?? 0) ? errors : undefined} />
      <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="pages">
        <h2 id="pages">Pages</h2>
        {shown.pages === undefined ? (
          <p className={uiCss['muted']}>What became of the pages until then was not recorded.</p>
        ) : (
          <PageStrip sync={shown.sync} pages={shown.pages} />
        )}
      </section>
      <div className={uiCss['columns']}>
        <div className={uiCss['stack']}>
          <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="failures">
            <h2 id="failures">Failures, by the end</h2>
            <Failures sync={shown.sync} errors={errors} />
          </section>
          <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="throughput">
            <h2 id="throughput">Processed, over time</h2>
            <ProgressChart
              samples={progress}
              label={`Processed over time: from 0 to ${file.sync.counts.processed}`}
              otherwise="Too few numbers were recorded to draw them."
            />
          </section>
        </div>
        <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="timeline">
          <h2 id="timeline">States</h2>
          <Spans spans={recordedSpans(file)} nowMs={Date.parse(file.exportedAt)} isOver={file.sync.ended} />
        </section>
      </div>
    </div>
  );
}

function Head({ file: { sync, exportedAt, samples }, shown }: { readonly file: ExportedSync; readonly shown: RecordedMoment }): ReactNode {
  return (
    <header className={uiCss['stack']}>
      <div className={uiCss['row']}>
        <h2>
          {sync.connector}: {nameOfRun(sync)}
        </h2>
        <StateBadge sync={shown.sync} />
        <Waiting sync={shown.sync} />
      </div>
      <ShareBar sync={shown.sync} />
      <p className={`${uiCss['small']} ${uiCss['muted']}`}>
        Sync <code>{sync.id}</code> · exported <Moment at={exportedAt} isExact />
        {sync.ended ? '' : ', while it was under way'}
        {sync.generation === 0 ? '' : ` · opened again ${sync.generation} times after it had failed`}
        {samples.length > 0 ? '' : ' · its numbers on the way were not recorded: only its states and its end are known'}
      </p>
    </header>
  );
}

interface CountedProps {
  readonly shown: RecordedMoment;
  readonly errors: ReturnType<typeof recordedErrors> | undefined;
}

function Counted({ shown: { sync, pages, countedAt }, errors }: CountedProps): ReactNode {
  if (countedAt === undefined) return <p className={uiCss['muted']}>No numbers were recorded until then.</p>;
  return (
    <div className={uiCss['stack']}>
      <Numbers sync={sync} pages={pages} errors={errors} isRecorded />
      <p className={`${uiCss['small']} ${uiCss['muted']}`}>
        As counted at <Moment at={countedAt} isExact />.
      </p>
    </div>
  );
}
