import { id } from '@breakwater/contracts';
import { z } from 'zod';

export const orderParams = z.object({ orderId: id });
export type OrderParams = z.infer<typeof orderParams>;
