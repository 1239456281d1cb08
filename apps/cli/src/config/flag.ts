/** One setting of a command: its flag, and its twin in the environment. */
export interface Flag {
  /** As commander reads it, such as `--quo-key <key>`. */
  readonly flags: string;
  /** The environment variable that says the same. */
  readonly variable: string;
  readonly description: string;
  /** Keep it out of the process list: give the variable. */
  readonly isSecret?: boolean;
  /** It may be given several times; the variable then has one value per line. */
  readonly isList?: boolean;
  /** Only the variable: of a secret that no list of processes may show. */
  readonly isVariableOnly?: boolean;
}

/** The settings of a command, by the name that commander gives them. */
export type Flags = Readonly<Record<string, Flag>>;

/** @returns how a message names the setting, such as `--quo-key (FRIGG_CRM_QUO_KEY)`. */
export function nameOf({ flags, variable, isVariableOnly = false }: Flag): string {
  return isVariableOnly ? variable : `${flags.split(' ')[0]} (${variable})`;
}

/** @returns whether the setting is on or off rather than a value. */
export function isSwitch({ flags }: Flag): boolean {
  return !flags.includes('<');
}
