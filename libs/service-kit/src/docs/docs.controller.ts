import { Controller, Get, Header, Inject, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { Public } from '../auth/auth.decorators.js';
import { CONFIG } from '../config/config.token.js';
import type { ServiceConfig } from '../config/service-settings.js';
import { PAGE_POLICY } from '../http/response-headers.js';
import { HiddenFromDocs } from './api-route.decorator.js';
import { OpenApiDocument } from './openapi-document.js';
import { DOCS_PAGE, readDocsAsset } from './swagger-assets.js';

@Public()
@HiddenFromDocs()
@Controller()
export class DocsController {
  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly openApi: OpenApiDocument,
  ) {}

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  page(): string {
    return DOCS_PAGE(this.config.service);
  }

  @Get('docs/:file')
  @Header('cache-control', 'public, max-age=3600')
  async asset(@Param('file') file: string): Promise<StreamableFile> {
    const asset = await readDocsAsset(file);
    if (asset === undefined) {
      throw new NotFoundException(`There is no file "${file}" on the documentation page.`);
    }
    return new StreamableFile(asset.body, { type: asset.contentType });
  }

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  async document(): Promise<string> {
    return this.openApi.json();
  }
}
