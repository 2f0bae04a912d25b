/** Types of the validators that the build compiles from `schemas/`. */

/** What ajv reports with `verbose`: one failed keyword, with the schema it stands in and the value it failed on. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema: SchemaNode;
  readonly data: unknown;
  /** Set when it is the key, not the value, that failed. */
  readonly propertyName?: string;
}

/** The parts of a schema that messages are made of. */
export interface SchemaNode {
  readonly title?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Validator {
  (data: unknown): boolean;
  errors: readonly SchemaError[] | null;
}

export const validateSequence: Validator;
export const validateWorkspace: Validator;
export const validateTests: Validator;
