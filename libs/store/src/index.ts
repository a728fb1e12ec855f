export { type StoreConfig, installationDataSourceOptions, tenantDataSourceOptions } from './data-sources.ts';
export { StoreUnavailable } from './doors/store-unavailable.ts';
export { migrate } from './migrations/migrate.ts';
export { masterKeyRule, storeConfig, storeEnv } from './store-env.ts';
export { type Store, createStore, openStore } from './store.ts';
export { type PresentedToken, parseToken } from './tokens/token-secret.ts';
export { untilReady } from './until-ready.ts';
