export type { BookingDesk } from './booking-desk.js';
export type { PaymentGateway } from './gateway.js';
export { createPaymentDesk, type PaymentDeskDeps } from './payment-desk.js';
export { paymentIndexes, type PaymentRow } from './payment.model.js';
export { PAYMENT_STATUSES } from './payment.rules.js';
export { paymentJobs } from './payments.jobs.js';
export { createPaymentRoutes } from './payments.routes.js';
export { createPayments, REFUNDING_EVENTS, type Payments, type PaymentsDeps } from './payments.service.js';
export { createStripeGateway, type StripeGatewayDeps } from './stripe.gateway.js';
