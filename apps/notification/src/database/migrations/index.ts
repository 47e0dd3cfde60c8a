import { CreateNotification1763719200000 } from './1763719200000-create-notification.js';

export const migrations = [CreateNotification1763719200000];
