const REDACTED = '[redacted]';

/** Bounded on both sides, so that a text without an address costs no more than its length times a constant. */
const EMAIL = /[^\s@<>"'(),;:=]{1,64}(?:@|%40)[^\s@<>"'(),;:]{1,255}\.[^\s@<>"'(),;:]{1,63}/gi;

/** Spaces, hyphens, dots, slashes and brackets, also those of the same appearance, between at least eight digits or so. */
const PHONE = /(?:\+|%2B)?\d(?:[\d\s().\u00A0\u2010-\u2015\u2212/-]|%20){6,40}\d/gi;

/** `Authorization: Basic …`, `Bearer …`, and what follows `token=`, `"api_key": "` and the like, however short it is. */
const NAMED_SECRET =
  /\b(?:(?:bearer|basic|digest)\s+|(?:(?:access|refresh|id|auth|session|api|client|private|secret|signing)[\s_-]?)?(?:token|key|secret|password|passwd|pwd|authorization|signature|jwt|code_verifier)["']?\s*[=:]\s*(?:(?:bearer|basic)\s+)?["']?)[\w.~+/=-]{6,}/gi;

/** Three parts of Base64 with dots between them (RFC 7519), well-known prefixes, and long words without a space. */
const TOKEN =
  /\beyJ[\w-]+(?:\.[\w-]+){1,2}|\b(?:sk|pk|rk|xox[abprs]|gh[opsu]|glpat|AKIA|ya29)[_.-]?[\w-]{10,}|[\w-]{32,}|[A-Za-z0-9+/]{32,}={0,2}/g;

/** @returns a text in which e-mail addresses, phone numbers and what resembles a secret are struck out. */
export function redactText(text: string): string {
  return [EMAIL, NAMED_SECRET, PHONE, TOKEN].reduce((left, pattern) => left.replaceAll(pattern, REDACTED), text);
}

const CONSTANT = /^[A-Za-z][A-Za-z_.:-]*(?:[_.:-]?\d{1,6}[A-Za-z_.:-]*)*$/;

/** @returns a code; names such as `UNITS_FAILED` or `E11000` stay, whatever their length. */
export function redactCode(code: string): string {
  return CONSTANT.test(code) ? code : redactText(code);
}

/** A number with a plus, or with blanks and brackets as people write it; plain digits are the ids of most CRMs. */
const WRITTEN_PHONE =
  /^\s*(?:tel:)?(?:(?:\+|%2B)[\d\s().\u00A0\u2010-\u2015/-]{7,}|(?=.*[\s()])[\d\s().\u00A0\u2010-\u2015/-]{8,}|\d{3}[-.]\d{3}[-.]\d{4})\s*$/i;

/** @returns an id; one that is an e-mail address, a phone number or a named secret is struck out. Long ids stay: they name the record. */
export function redactId(id: string): string {
  if (WRITTEN_PHONE.test(id)) return REDACTED;
  return [EMAIL, NAMED_SECRET].reduce((left, pattern) => left.replaceAll(pattern, REDACTED), id);
}
