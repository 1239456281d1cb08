import { expect, it } from 'vitest';
import { stripEmoji } from './strip-emoji.ts';

it.each([
  ['📞 Sales', 'Sales'],
  ['☎️  Call +14155550199 → 🛠️ Help Line +14155550100', 'Call +14155550199 → Help Line +14155550100'],
  ['No. 5 #1 *', 'No. 5 #1 *'],
  ['🔧', ''],
  ['', ''],
  ['A\nB\t C', 'A B C'],
  ['↔ ↗ →', '→'],
  ['Acme™ ©2025 ®', 'Acme™ ©2025 ®'],
  ['Acme™️', 'Acme™'],
  ['👩‍💻 Dev', 'Dev'],
  ['👍🏽 ok', 'ok'],
  ['🇩🇪 Berlin', 'Berlin'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 London', 'London'],
  ['1️⃣ First', '1 First'],
  ['📞©2025', '©2025'],
  // Persian keeps its joiners.
  ['می‌خواهم', 'می‌خواهم'],
])('leaves of %j only %j', (text, expected) => {
  expect(stripEmoji(text)).toBe(expected);
});
