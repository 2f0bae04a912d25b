/** The version of the tables: raised by one with every change; a newer database is refused, an older one upgraded after a backup. */
export const SCHEMA_VERSION = 4;
