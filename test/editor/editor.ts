/** An editor without a screen: the language server that editors use, driven over its standard input and output. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type MarkupContent,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js';

const require = createRequire(import.meta.url);
const SERVER = require.resolve('yaml-language-server/bin/yaml-language-server');

export interface Editor {
  /** Shows a file with this text, whether or not it is on the disk like that; what the server finds wrong in it. */
  open(path: string, text: string): Promise<readonly string[]>;
  /** What is offered where `|` stands in the text: label to explanation. */
  complete(path: string, marked: string): Promise<ReadonlyMap<string, string>>;
  /** What is said of the word that begins at the first `|`. */
  hover(path: string, marked: string): Promise<string>;
  /** Addresses that the server wanted from a network. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Nothing is fetched: schemas come from the file's first line alone. */
const SETTINGS = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, schemas: {} },
  http: { proxy: '', proxyStrictSSL: false },
  '[yaml]': {},
};

export async function openEditor(root: string): Promise<Editor> {
  const server = spawn(process.execPath, [SERVER, '--stdio'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const asked: string[] = [];
  const findings = new Map<string, (found: readonly Diagnostic[]) => void>();
  connection.onRequest(
    'workspace/configuration',
    ({ items }: { items: { section: keyof typeof SETTINGS }[] }) =>
      items.map(({ section }) => SETTINGS[section] ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('custom/schema/request', () => []);
  connection.onRequest('vscode/content', (url: string) => {
    asked.push(url);
    return '';
  });
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) =>
    findings.get(uri)?.(diagnostics),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'workspace' }],
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: {}, hover: { contentFormat: ['markdown', 'plaintext'] } },
    },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: SETTINGS });

  let version = 0;
  const shown = new Set<string>();
  async function show(path: string, text: string): Promise<readonly string[]> {
    const uri = pathToFileURL(path).href;
    version += 1;
    const found = new Promise<readonly Diagnostic[]>((resolve) => findings.set(uri, resolve));
    const textDocument = { uri, version };
    if (shown.has(uri))
      await connection.sendNotification('textDocument/didChange', {
        textDocument,
        contentChanges: [{ text }],
      });
    else
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { ...textDocument, languageId: 'yaml', text },
      });
    shown.add(uri);
    return (await found).map(
      ({ message, range }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`,
    );
  }

  async function at(path: string, marked: string) {
    const before = marked.slice(0, marked.indexOf('|')).split('\n');
    await show(path, marked.replace('|', ''));
    return {
      textDocument: { uri: pathToFileURL(path).href },
      position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
    };
  }

  return {
    asked,
    open: show,
    async complete(path, marked) {
      const answer = await connection.sendRequest<CompletionList | CompletionItem[]>(
        'textDocument/completion',
        await at(path, marked),
      );
      const items = Array.isArray(answer) ? answer : answer.items;
      return new Map(items.map(({ label, documentation }) => [label, textOf(documentation)]));
    },
    async hover(path, marked) {
      const answer = await connection.sendRequest<Hover | null>('textDocument/hover', await at(path, marked));
      return textOf(answer?.contents as MarkupContent | undefined);
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}

const textOf = (words: string | MarkupContent | undefined): string =>
  typeof words === 'string' ? words : (words?.value ?? '');
