import * as z from 'zod';

/** A whole number, written in digits. */
export function wholeNumber({ min, max }: { min: number; max: number }): z.ZodType<number, string> {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

const RATE_MESSAGE = 'must be a number from 0.01 to 1000';

/** How many of many things are done each second. */
export const rateSchema = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,3})?$/, RATE_MESSAGE)
  .transform(Number)
  .refine((value) => value >= 0.01 && value <= 1000, RATE_MESSAGE);

/** An address of an API: http or https, nothing behind the path, and no credentials, which would end up in logs. */
export const apiUrlSchema = z
  .string()
  .refine(isApiUrl, 'must be an http or https URL without user, query or fragment, such as https://api.quo.com');

/** @returns whether the text is the address of an API. */
export function isApiUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

/** A key or token: white space around it is a slip of the clipboard. Never quoted. */
export const secretSchema = z
  .string()
  .trim()
  .regex(/^[!-~]+$/, 'must not be empty, nor hold white space or special characters');

/** @returns whether the address is on this machine. */
export function isLoopbackUrl(value: string): boolean {
  const hostname = URL.canParse(value) ? new URL(value).hostname : '';
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
