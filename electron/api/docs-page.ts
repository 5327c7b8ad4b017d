/** The API as a page to read: without scripts, from this program alone, so that it works offline and under a strict content policy. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { OpenApiDocument } from './openapi.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; }
article { border-top: 1px solid #8888; padding: .5rem 0 1rem; }
h3 { font: 600 1rem ui-monospace, monospace; margin: .5rem 0; overflow-wrap: anywhere; }
pre { overflow: auto; max-height: 30rem; padding: .75rem; border: 1px solid #8888; border-radius: .25rem; font-size: .85rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .1rem 1rem .1rem 0; vertical-align: top; }
td { overflow-wrap: anywhere; } td:first-child, td:nth-child(2) { overflow-wrap: normal; }
ul.plain { list-style: none; margin: .5rem 0 0; padding: 0; }
`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

type Operation = NonNullable<NonNullable<OpenApiDocument['paths']>[string]['get']>;
type Entry = { method: string; path: string; operation: Operation };

const anchorOf = (tag: string) => tag.toLowerCase().replaceAll(/\W+/g, '-');

export async function docsPage(document: OpenApiDocument): Promise<Response> {
  const entries = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Entry[] => {
      const operation = item[method];
      return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
    }),
  );
  const tags = Map.groupBy(entries, ({ operation }) => operation.tags?.[0] ?? 'Other');
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title} API</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <h1>${document.info.title} API ${document.info.version}</h1>
          <p>${document.info.description ?? ''}</p>
          <p>For programs: <a href="/api/openapi.json">openapi.json</a></p>
          <nav aria-label="Contents">
            <ul>
              ${[...tags].map(([tag, list]) => html`<li><a href="#${anchorOf(tag)}">${tag}</a> (${list.length})</li>`)}
            </ul>
          </nav>
          ${[...tags].map(
            ([tag, list]) =>
              html`<h2 id="${anchorOf(tag)}">${tag}</h2>
                ${list.map(article)}`,
          )}
        </main>
      </body>
    </html>`;
  return new Response(page.toString(), { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY } });
}

function article({ method, path, operation }: Entry) {
  const parameters = (operation.parameters ?? []).flatMap((one) => ('name' in one ? [one] : []));
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : undefined;
  const answers = Object.entries<{ description?: string; content?: unknown }>(operation.responses ?? {});
  return html`<article>
    <h3>${method} ${path}</h3>
    <p>${operation.summary ?? ''}. ${operation.description ?? ''}</p>
    ${
      parameters.length > 0
        ? html`<table>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">In</th>
                <th scope="col">Schema</th>
              </tr>
            </thead>
            <tbody>
              ${parameters.map(
                (one) =>
                  html`<tr>
                    <td>${one.name}${one.required ? ' (required)' : ''}</td>
                    <td>${one.in}</td>
                    <td><code>${JSON.stringify(one.schema)}</code></td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : ''
    }
    ${body ? details('Body', body) : ''}
    ${answers.flatMap(([status, { content }]) => (Number(status) < 400 && content ? [details(`Answer ${status}`, content)] : []))}
    <ul class="plain">
      ${answers.map(([status, { content, description }]) =>
        Number(status) < 400 && content ? '' : html`<li>${status === 'default' ? 'Otherwise' : status}: ${description ?? ''}</li>`,
      )}
    </ul>
  </article>`;
}

function details(title: string, content: unknown) {
  return html`<details>
    <summary>${title}</summary>
    <pre tabindex="0">${JSON.stringify(content, null, 2)}</pre>
  </details>`;
}
