/** Where each service's API is. */
export interface ShopUrls {
  identity: string;
  inventory: string;
  orders: string;
  shipping: string;
  notification: string;
  sandbox: string;
}

export const localPorts: Readonly<Record<keyof ShopUrls, number>> = {
  identity: 4001,
  inventory: 4002,
  orders: 4003,
  shipping: 4004,
  notification: 4005,
  sandbox: 4006,
};

/** The shop that `npm start` runs on this machine, with every port moved by `portOffset`. */
export function localShop(portOffset = 0): ShopUrls {
  const at = (service: keyof ShopUrls) => `http://127.0.0.1:${localPorts[service] + portOffset}`;
  return {
    identity: at('identity'),
    inventory: at('inventory'),
    orders: at('orders'),
    shipping: at('shipping'),
    notification: at('notification'),
    sandbox: at('sandbox'),
  };
}
