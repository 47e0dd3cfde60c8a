import { z } from 'zod';
import { email, id, textLine } from '../primitives.js';

export const role = z.enum(['customer', 'admin']);
export type Role = z.infer<typeof role>;

export const registerBody = z.strictObject({ email, password: z.string().min(10).max(200), name: textLine(120) });
export type RegisterBody = z.infer<typeof registerBody>;

export const customerView = z.object({ customerId: id, email, name: z.string(), role });
export type CustomerView = z.infer<typeof customerView>;

export const signInBody = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) });
export type SignInBody = z.infer<typeof signInBody>;

export const sessionView = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresInSeconds: z.int(),
  customer: customerView,
});
export type SessionView = z.infer<typeof sessionView>;

export const signingKeyView = z.object({
  keyId: z.string(),
  status: z.enum(['next', 'current', 'retired']),
  createdAt: z.string(),
});
export type SigningKeyView = z.infer<typeof signingKeyView>;
