import { CreateLabel1764000000000 } from './1764000000000-create-label.js';
import { CreateEmail1764000000001 } from './1764000000001-create-email.js';

/** Oldest first. */
export const migrations = [CreateLabel1764000000000, CreateEmail1764000000001];
