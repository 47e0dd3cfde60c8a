/** Injection token of the service's parsed configuration: `@Inject(CONFIG) private readonly config: OrdersConfig`. */
export const CONFIG = Symbol('CONFIG');
