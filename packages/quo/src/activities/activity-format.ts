/** How a CRM wants texts to be written. */
export interface ActivityFormat {
  readonly format: 'markdown' | 'html' | 'plainText';
  /**
   * Whether emoji may stand in titles and headings. `plainText` never has those that we add, only those of the names.
   * @defaultValue true
   */
  readonly emoji?: boolean | undefined;
}

/** A title and a body, ready for a CRM. */
export interface ActivityText {
  /** One line of plain text in every format: what puts it inside markup escapes it. */
  readonly title: string;
  /** In the format that was requested; all that others wrote is escaped. */
  readonly content: string;
}
