/** How a command answers. */
export interface OutputOptions {
  json?: boolean;
}

/** And with which operator's key, of several in credentials.json. */
export interface OperatorOptions extends OutputOptions {
  operator?: string;
}
