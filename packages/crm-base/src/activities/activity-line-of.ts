import type { ActivityLine, QuoPhoneNumber } from '@frigg-crm/quo';

/** @returns the line that something went over: by its id, else by its number. */
export function activityLineOf(
  lines: readonly QuoPhoneNumber[],
  { phoneNumberId, numbers }: { readonly phoneNumberId: string | null; readonly numbers: readonly (string | null)[] },
): ActivityLine {
  const line = lines.find(({ id }) => id === phoneNumberId) ?? lines.find(({ number }) => numbers.includes(number));
  return { number: line?.number ?? numbers.at(-1) ?? null, name: line?.name ?? null, symbol: line?.symbol ?? null };
}
