import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export interface ApiRouteOptions {
  summary: string;
  description?: string;
  /** Schema of the body of the successful answer. */
  response?: z.ZodType;
  /** Status of the successful answer; the default is Nest's (201 for POST, else 200). */
  status?: number;
  /** Further statuses that the route answers with a problem document; 400, 401 and 403 are added where they follow. */
  errors?: number[];
}

export const API_ROUTE_METADATA = 'breakwater:api-route';
export const HIDDEN_METADATA = 'breakwater:hidden-from-docs';

/** Describes a route for /docs. Plain metadata: the OpenAPI machinery is loaded at the first look at the page, not at boot. */
export const ApiRoute = (options: ApiRouteOptions): MethodDecorator => SetMetadata(API_ROUTE_METADATA, options);

/** Leaves a controller out of /docs. */
export const HiddenFromDocs = (): ClassDecorator => SetMetadata(HIDDEN_METADATA, true);
