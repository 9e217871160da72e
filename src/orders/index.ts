import { cartIndexes } from './cart.store.js';
import { orderIndexes as ownIndexes } from './order.model.js';
import { productIndexes } from './product.model.js';

export const orderIndexes = [...ownIndexes, ...cartIndexes, ...productIndexes];
export { createAllOrders, type AllOrders, type AnyOrder } from './all-orders.js';
export { createOrderBlocks, type OrderBlocksDeps } from './orders.blocks.js';
export { createOrderCards, type OrderCards } from './order-acts.js';
export { createOrderDesk } from './order-desk.js';
export { createOrderNotices, TOLD_ORDER_EVENTS } from './order-notices.js';
export { ORDER_STATUSES, type OrderStatus } from './order-status.rules.js';
export { ORDER_PREFIX, type Order, type OrderLine } from './order.model.js';
export type { OrderFilter, OrderPlace } from './order.reader.js';
export { createOrders, type CheckoutInput, type Orders, type OrdersDeps } from './orders.service.js';
export { ORDERS_JOB, orderJobs } from './orders.jobs.js';
export { type Product, type ProductInput } from './product.model.js';
export { type Products, type Stocked } from './products.service.js';
export { DEMO_PRODUCTS, restockDemoProducts, seedDemoProducts } from './seed-demo-products.js';
export type { Stock } from './stock.store.js';
