/** A database of its own for each contestant on the bench's PostgreSQL server. */
import pg from 'pg';

/** A contestant's `open`: the address of its database. */
export function databaseOn(name) {
  return ({ server }) => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return { place: url.href, close: () => undefined };
  };
}

/** Makes the database at this address anew. */
export async function emptied(url) {
  const other = new URL(url);
  const name = other.pathname.slice(1);
  other.pathname = '/postgres';
  await ask(other.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await ask(other.href, `CREATE DATABASE ${name}`);
}

export async function ask(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows;
  } finally {
    await client.end();
  }
}

export async function count(url, sql) {
  const [{ n }] = await ask(url, sql);
  return Number(n);
}
