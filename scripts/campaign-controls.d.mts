/** A guard that a campaign can take away. */
export declare const CONTROLS: readonly {
  readonly name: string;
  readonly about: string;
  readonly breaks: string;
  readonly lost?: number;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}[];
