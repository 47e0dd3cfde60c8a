import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

interface Asset {
  contentType: string;
  body: Buffer;
}

/** What the page needs, and nothing else of the package, is served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const START_SCRIPT = `window.ui = SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

export const DOCS_PAGE = (service: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Breakwater ${service}</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" href="docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** Reads a file of the documentation page, or returns `undefined` when there is none of that name. */
export async function readDocsAsset(name: string): Promise<Asset | undefined> {
  if (name === 'start.js') {
    return { contentType: 'text/javascript; charset=utf-8', body: Buffer.from(START_SCRIPT) };
  }
  const contentType = Object.hasOwn(CONTENT_TYPES, name) ? CONTENT_TYPES[name] : undefined;
  if (contentType === undefined) {
    return undefined;
  }
  // The page's files are a dependency of @nestjs/swagger, so they are looked for from there.
  const fromSwagger = createRequire(import.meta.resolve('@nestjs/swagger'));
  return { contentType, body: await readFile(fromSwagger.resolve(`swagger-ui-dist/${name}`)) };
}
