import { type ConfigOf, defineConfig } from '@breakwater/service-kit';
import { messagingSettings } from '../messaging-settings.js';

/** Settings of the messaging commands: the broker's, as the services have them. */
export const messagingCommandConfig = defineConfig('messaging', messagingSettings());
export type MessagingCommandConfig = ConfigOf<typeof messagingCommandConfig>;
