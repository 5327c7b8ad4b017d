/** A running hub with somebody signed in and a past, for the fixtures of the documents. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createAnalyses } from '#core/transcripts/analyses.ts';
import { createTranscriptDocuments } from '#core/transcripts/documents.ts';
import { createOfflineTextModel } from '#core/transcripts/offline-text-model.ts';
import { type FinishedCall, insertFinishedCall } from '#core/transcripts/testing/finished-call.ts';
import type { SignedIn } from '#shared/contract/accounts.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { openStore, type Store } from '#store/database.ts';
import { createTestLog } from '#store/test-store.ts';
import { type HubSettings, startHub } from '../../../electron/hub/start-hub.ts';

export const PASSWORD = 'a long enough secret';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> & unknown[] };
export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer>;
export type AskOptions = { token?: string | null; body?: unknown; raw?: string; form?: Record<string, string>; headers?: Record<string, string> };

export type Person = SignedIn & { actor: Actor };

export type DocumentHub = {
  url: string;
  edgeUrl: string;
  ask: Ask;
  /** A second connection to the same data. */
  store: Store;
  signUp(email: string, company_name?: string): Promise<Person>;
  /** A call of theirs that is over, with its transcript and analysis. @returns its id */
  past(person: Person, call?: FinishedCall): Promise<string>;
  socket(path: string, options?: { token?: string; headers?: Record<string, string> }): LiveSocket;
  close(): Promise<void>;
};

export type Envelope = { type: string; seq: number; ts: string; data: Record<string, unknown> };
export type LiveSocket = { socket: WebSocket; envelopes: Envelope[]; closed: Promise<number>; of(type: string): Envelope[] };

export async function startDocumentHub(settings: Partial<HubSettings> & { dataDir?: string } = {}): Promise<DocumentHub> {
  const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), 'trunkline-documents-')));
  const log = createTestLog();
  const hub = await startHub({ dataDir, port: 0, portIsFixed: true, edgePort: 0, log, ...settings });
  const store = await openStore({ dataDir, log });
  const documents = createTranscriptDocuments({ ...store, now: Date.now });
  const offline = createOfflineTextModel();
  const analyses = createAnalyses({ ...store, now: Date.now, log, engine: offline, offline, goalsOf: async () => [] });

  const ask: Ask = async (method, path, { token, body, raw, form, headers = {} } = {}) => {
    const response = await fetch(hub.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(raw === undefined ? {} : { body: raw }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    const text = await response.text();
    const body_ = /^[[{]/.test(text) ? (JSON.parse(text) as Answer['body']) : (Object.assign([], { text }) as unknown as Answer['body']);
    return { status: response.status, headers: response.headers, body: body_ };
  };

  return {
    url: hub.url,
    edgeUrl: hub.edgeUrl,
    ask,
    store,
    async signUp(email, company_name = 'Acme Corporation') {
      const { status, body } = await ask('POST', '/auth/signup', { body: { email, password: PASSWORD, company_name } });
      if (status !== 200) throw new Error(`signing up was answered with ${status}: ${JSON.stringify(body)}`);
      const person = body as unknown as SignedIn;
      return { ...person, actor: { org_id: person.user.org_id, user_id: person.user.id, role: person.user.role, name: person.user.name } };
    },
    async past({ actor }, call = {}) {
      const id = await insertFinishedCall(store.write, actor, call);
      if (call.state === 'no_answer')
        await store.write.updateTable('calls').set({ answered_at: null, response_p50_ms: null }).where('id', '=', id).execute();
      await documents.register(id);
      await analyses.run(id);
      return id;
    },
    socket(path, { token, headers = {} } = {}) {
      const socket = new WebSocket(hub.url.replace('http', 'ws') + path, {
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      });
      const envelopes: Envelope[] = [];
      socket.on('message', (data: Buffer, binary) => void (binary || envelopes.push(JSON.parse(data.toString()) as Envelope)));
      socket.on('error', () => undefined);
      const closed = new Promise<number>((resolve) => void socket.once('close', resolve));
      return { socket, envelopes, closed, of: (type) => envelopes.filter((one) => one.type === type) };
    },
    async close() {
      await store.close();
      await hub.close();
      if (!settings.dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const A_TALK = [
  'Hello, this is Mike Thompson calling about your energy check.',
  'Hello, yes, what is the price of it?',
  'It is free of charge. Shall I book a visit for you?',
  'Great, thank you, that sounds perfect.',
];
