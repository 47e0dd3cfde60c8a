export const localPorts = {
  identity: 4001,
  inventory: 4002,
  orders: 4003,
  shipping: 4004,
  notification: 4005,
  sandbox: 4006,
};
/** The shop that `npm start` runs on this machine, with every port moved by `portOffset`. */
export function localShop(portOffset = 0) {
  const at = (service) => `http://127.0.0.1:${localPorts[service] + portOffset}`;
  return {
    identity: at('identity'),
    inventory: at('inventory'),
    orders: at('orders'),
    shipping: at('shipping'),
    notification: at('notification'),
    sandbox: at('sandbox'),
  };
}
//# sourceMappingURL=shop-urls.js.map
