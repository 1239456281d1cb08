import { useEffect, useState, useSyncExternalStore, type KeyboardEvent, type ReactNode } from 'react';
import { formatDuration, formatMoment } from '../logic/format.ts';
import { nextStop } from '../logic/recorded-moment.ts';
import { nameOfState } from '../logic/sync-look.ts';
import { preferences } from '../ui/preferences.ts';
import { Button, uiCss } from '../ui/ui.tsx';
import css from './recording.module.css';

interface TimeSliderProps {
  /** Moments at which something is known, in order; the first and the last one are the ends. */
  readonly stops: readonly number[];
  readonly atMs: number;
  readonly stateWord: string;
  readonly onChange: (atMs: number) => void;
}

/** A recording is played from one of its moments to the next in so many milliseconds. */
const STEP_MS = 200;
const FAR = 10;

/** Chooses a moment. The arrows go from one that was recorded to the next. */
export function TimeSlider({ stops, atMs, stateWord, onChange }: TimeSliderProps): ReactNode {
  const [isPlaying, setPlaying] = useState(false);
  const [first, last] = [stops[0] ?? 0, stops.at(-1) ?? 0];
  const { zone } = useSyncExternalStore(preferences.subscribe, preferences.get);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      const next = nextStop(stops, atMs, 1);
      onChange(next);
      if (next >= last) setPlaying(false);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, stops, atMs, last, onChange]);
  const play = (): void => {
    if (!isPlaying && atMs >= last) onChange(first);
    setPlaying(!isPlaying);
  };
  const shown = formatMoment(new Date(atMs).toISOString(), { zone, nowMs: last });
  const since = formatDuration(atMs - first);
  return (
    <section className={`${uiCss['card']} ${css['time']}`} aria-label="Time">
      <Button icon={isPlaying ? 'pause' : 'play'} onClick={play}>
        {isPlaying ? 'Stop' : 'Play'}
      </Button>
      <input
        type="range"
        className={css['slider']}
        aria-label="Moment"
        aria-valuetext={`${shown}, ${since} after the start: ${nameOfState(stateWord)}`}
        min={first}
        max={last}
        step={1}
        value={atMs}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
        onKeyDown={(event) => onKey(event, { stops, atMs, onChange })}
      />
      <span className={css['clock']}>
        <strong>{shown}</strong>
        <span className={`${uiCss['small']} ${uiCss['muted']}`}>
          {since} of {formatDuration(last - first)}
        </span>
      </span>
    </section>
  );
}

function onKey(event: KeyboardEvent, { stops, atMs, onChange }: Pick<TimeSliderProps, 'stops' | 'atMs' | 'onChange'>): void {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: FAR,
    PageDown: -FAR,
    Home: -stops.length,
    End: stops.length,
  };
  const by = steps[event.key];
  if (by === undefined) return;
  event.preventDefault();
  let next = atMs;
  for (let step = 0; step < Math.abs(by); step += 1) next = nextStop(stops, next, by > 0 ? 1 : -1);
  onChange(next);
}
