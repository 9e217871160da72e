export { DEMO_TOWN } from './gazetteer.js';
export { createGeoBlocks } from './geo.blocks.js';
export { createOfflineGeocoder, type Geocoder } from './geocoder.js';
