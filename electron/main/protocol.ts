/** The console's own origin on the desktop: `app://console`, a secure context with the same policy as the hub's pages. */
import { protocol, type Session } from 'electron';
import { serveConsole } from '../static-files.ts';
import { SCHEME } from './rules.ts';

/** What the API answers to a request of this machine's own owner. */
export type AnswerApi = (request: Request) => Promise<Response>;

/** Must run before Electron is ready. */
export function registerConsoleScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/**
 * Serves the console from a folder, and what an audio element must load by address (recordings) from the API. Everything else of the API goes
 * through the page's port: a page of another origin cannot reach it by this door, which only reads.
 */
export function handleConsoleScheme(session: Session, folder: string, answerApi: AnswerApi): void {
  session.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'console') return new Response('Not found', { status: 404 });
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response('This door only reads', { status: 405 });
    if (url.pathname.startsWith('/api/')) return answerApi(request);
    return serveConsole(folder, url.pathname);
  });
}
