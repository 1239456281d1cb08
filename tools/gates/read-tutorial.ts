/** One thing that a reader of a tutorial does. */
export type TutorialStep =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | {
      readonly kind: 'run';
      /** Commands of a shell, one per line. */
      readonly commands: string;
      /** Lines that the page shows of the output. */
      readonly shown: readonly string[];
    };

const FENCE = /^```(sh|text|ts) ?([^\n]*)\n([\s\S]*?)^```$/gm;

/** @returns what the reader of a page does: files to write (`ts <path>`) and commands (`sh`), with the output (`text`) that follows them. */
export function readTutorial(page: string): readonly TutorialStep[] {
  const steps: TutorialStep[] = [];
  for (const [, language, file = '', text = ''] of page.matchAll(FENCE)) {
    const last = steps.at(-1);
    if (language === 'ts') steps.push({ kind: 'write', file, text });
    else if (language === 'sh') steps.push({ kind: 'run', commands: text, shown: [] });
    else if (last?.kind === 'run') steps.splice(-1, 1, { ...last, shown: text.trimEnd().split('\n') });
  }
  return steps;
}
