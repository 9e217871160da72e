import { accessIndexes } from '../access/index.js';
import { apiIndexes } from '../api/index.js';
import { areaIndexes } from '../areas/index.js';
import { bookingIndexes } from '../booking/index.js';
import { changeIndexes } from '../changes/index.js';
import { catalogueIndexes } from '../catalogue/index.js';
import { conversationIndexes } from '../conversation/index.js';
import { insightIndexes } from '../insights/index.js';
import { deliveryRescueIndexes } from '../messaging/delivery-rescue.model.js';
import { transcriptIndexes } from '../messaging/transcript.js';
import { notificationIndexes } from '../notifications/index.js';
import { jobCardIndexes, operatorActIndexes, pendingIndexes } from '../operations/index.js';
import { orderIndexes } from '../orders/index.js';
import { paymentIndexes } from '../payments/index.js';
import { assetIndexes, peopleIndexes } from '../people/index.js';
import { eventIndexes } from '../platform/event-store.js';
import { pricingIndexes } from '../pricing/index.js';
import { publishingIndexes } from '../publishing/index.js';
import { queueIndexes } from '../queue/index.js';
import { proofIndexes } from '../sandbox/index.js';
import { daySheetIndexes } from '../scheduling/index.js';
import { tokenIndexes } from '../tokens/index.js';
import { waitlistIndexes } from '../waitlist/index.js';
import { houseIndexes } from './house.js';

/** Every index of the house, each declared beside its collection. Web chat brings its own where it is on. */
export const INDEXES = [
  ...accessIndexes,
  ...apiIndexes,
  ...areaIndexes,
  ...assetIndexes,
  ...bookingIndexes,
  ...catalogueIndexes,
  ...changeIndexes,
  ...conversationIndexes,
  ...daySheetIndexes,
  ...deliveryRescueIndexes,
  ...eventIndexes,
  ...houseIndexes,
  ...notificationIndexes,
  ...operatorActIndexes,
  ...orderIndexes,
  ...paymentIndexes,
  ...pendingIndexes,
  ...peopleIndexes,
  ...pricingIndexes,
  ...proofIndexes,
  ...publishingIndexes,
  ...queueIndexes,
  ...insightIndexes,
  ...jobCardIndexes,
  ...tokenIndexes,
  ...transcriptIndexes,
  ...waitlistIndexes,
];
