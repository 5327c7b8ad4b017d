/** The built console as files, for both doors that serve it: the hub's HTTP and the desktop's own protocol. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The policy of every page. Scripts, styles, workers and connections come from the console's own origin and nowhere else;
 * `self` covers the WebSocket of the same host and port.
 */
export const CONTENT_SECURITY_POLICY = [
  ...["default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self' data:"],
  ...["connect-src 'self'", "media-src 'self' blob:", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'none'"],
  ...["form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
};

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
};

/** Where the built console lies: beside the bundles, also when Node runs the sources. */
export function consoleFolder(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../out/renderer/' : '../renderer/', import.meta.url));
}

/** The file that a request's path names inside a folder; undefined for one that would leave it. */
export function fileInside(folder: string, urlPath: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const root = normalize(folder + sep);
  const file = normalize(join(root, path));
  return file.startsWith(root) ? file : undefined;
}

/**
 * Answers a GET for the console: its one page, which routes by what stands after the `#`, and the files that belong to it.
 * @param folder the built console
 */
export async function serveConsole(folder: string, urlPath: string): Promise<Response> {
  const isPage = urlPath === '/';
  const file = fileInside(folder, isPage ? '/index.html' : urlPath);
  const body = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || body === undefined) {
    const text = isPage ? 'The console is not built: run npm run build.' : 'Not found';
    return new Response(text, { status: 404, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } });
  }
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream',
    // Built assets carry a hash of their content in their name.
    'cache-control': urlPath.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  return new Response(new Uint8Array(body), { headers });
}
