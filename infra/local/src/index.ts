export { startShop, type OpenShop, type StartShopOptions } from './start-shop.js';
export { runSupervisor, type SupervisorOptions } from './run-supervisor.js';
export { SERVICE_NAMES, type ServiceDescription, type ServiceName, shopServices } from './services.js';
export { freePorts, type PortName, portEnvironment, type Ports } from './ports.js';
export { demoOrder, signIn, type Credentials } from './demo-order.js';
export { localConfig, type LocalConfig } from './config.js';
export { LocalShopError } from './errors.js';
export type { TakeDownOptions } from './processes.js';
export type { BringBack } from './supervised.js';
