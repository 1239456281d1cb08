import type { Locator } from 'playwright-core';

/** @returns whether a control says that it is wrong, whether it has the focus, and what describes it. */
export async function isMarked(control: Locator): Promise<readonly [isInvalid: boolean, hasFocus: boolean, description: string]> {
  return control.evaluate((element: Element): [boolean, boolean, string] => [
    element.getAttribute('aria-invalid') === 'true',
    element.ownerDocument.activeElement === element,
    element.ownerDocument.querySelector(`#${CSS.escape(element.getAttribute('aria-describedby') ?? '')}`)?.textContent ?? '',
  ]);
}
