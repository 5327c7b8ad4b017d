/** What somebody reads who opens an address that signed in already: a page for people, without scripts, with what to do next. */
import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 0; padding: 1rem; }
h1 { font-size: 1.4rem; }
li { margin: .5rem 0; }
code { font: .9em ui-monospace, monospace; }
`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>This address no longer works · Trunkline</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>This address no longer works</h1>
<p>The address that the hub prints signs its owner in once, within half an hour. It was used already, or is older than that. Nobody was signed in, and calls go on.</p>
<ul>
<li>You have an account: <a href="/">sign in with your e-mail address and password</a>.</li>
<li>You have none: stop the hub with Ctrl+C in its terminal, start it again, and open the address that it then prints.</li>
</ul>
<p><small><code>INVALID_CREDENTIALS</code></small></p>
</main>
</body>
</html>
`;

export function usedAddressPage(): Response {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
  return new Response(PAGE, { status: 401, headers });
}
