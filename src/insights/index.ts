export { insightIndexes } from './insights.model.js';
export { createInsights, type Insights } from './insights.service.js';
export { createInsightRoutes } from './insights.routes.js';
export { createStepStore, type StepsGiven } from './step-store.js';
