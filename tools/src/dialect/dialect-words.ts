export interface DialectWord {
  readonly word: string;
  /**
   * Finds it in a text whose identifiers were split (`seeTo` is "see to" there, as is `see-to`). Words are joined by `GAP`, so a
   * phrase is also found where a comment breaks the line.
   */
  readonly pattern: RegExp;
  /** What to write instead: docs/contributing/naming.md says when which. */
  readonly instead: string;
}

const GAP = String.raw`[\s*/]+`;

function phrase(word: string, instead: string, forms: string = word): DialectWord {
  return { word, instead, pattern: new RegExp(String.raw`\b(?:${forms.replaceAll(' ', GAP)})\b`, 'gi') };
}

/** Words that only this project used in these senses, and that no reader would search for. */
export const DIALECT_WORDS: readonly DialectWord[] = [
  phrase('nobody', 'no worker, no caller, no process'),
  phrase('somebody', 'an operator, another process'),
  phrase('whoever', 'the caller, the process that'),
  phrase('everybody', 'every person, a full sync'),
  phrase('anybody', 'any worker, any caller, another process'),
  // The infinitive stays: "cannot tell" is what everyone says.
  phrase('tell', 'notify, report, contain', 'tells|telling|told'),
  phrase('bring', 'upsert, deliver', 'brings?|bringing|brought'),
  phrase('see to', 'reconcile', 'sees? to|seen to|seeing to|saw to'),
  phrase('put off', 'defer', 'puts? off|putting off'),
  phrase('put back', 'requeue', 'puts? back|putting back'),
  phrase('gravest', 'most severe'),
  phrase('caretaker', 'maintenance loop', 'caretakers?'),
  phrase('steering', 'operations, control', 'steering|steers?|steered'),
  phrase('desk', 'dependencies', 'desks?'),
  phrase('trouble', 'issue, failure', 'troubles?'),
  phrase('bell', 'notifier', 'bells?'),
  phrase('turn taking', 'yield to the event loop'),
  phrase('serving line', 'FIFO waiters', 'serving lines?'),
  phrase('nap', 'timer', 'naps?'),
  phrase('cut power', 'crash'),
  phrase('forget news', 'drop updates'),
  phrase('dawdle', 'stall', 'dawdles?|dawdling'),
  phrase('stand by', 'wait for takeover', 'stands? by|standing by|stood by'),
  phrase('remind', 'recheck', 'reminds?|reminded|reminders?'),
  // The noun is one word; the verb "look up" is two, and fine.
  { word: 'look-up', instead: 'lookup', pattern: /\blook-ups?\b/gi },
  phrase('die', 'crash, become a dead letter', 'dies|died|dying'),
  phrase('bury', 'move to the dead-letter queue', 'bury|buries|buried'),
  phrase('is poorer', 'is less complete'),
  phrase('fuller media', 'more complete media'),
  phrase('has killed its workers', 'is a poison message'),
];
