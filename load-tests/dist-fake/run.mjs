import { FakeShop } from './test/replay/fake-shop.js';
const s = await FakeShop.open({});
console.log(new URL(s.urls.orders).port);
