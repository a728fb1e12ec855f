/** What Nest injects by name: values and functions that are no classes. */
export const SETTINGS = Symbol('settings');
export const LOGGER = Symbol('logger');
export const STORE = Symbol('store');
export const REDIS = Symbol('redis');
export const TENANT_ADDRESS = Symbol('tenant address');
export const TOKEN_VERIFIER = Symbol('token verifier');
export const LOGIN_VERIFIER = Symbol('login verifier');
export const LIMITER = Symbol('limiter');
export const IDENTIFY = Symbol('identify');
export const POSTMAN = Symbol('postman');
export const ANSWER_DEPS = Symbol('answer deps');
export const SIGNALS = Symbol('signals');
export const DISPATCH = Symbol('dispatch');
export const WAITS = Symbol('waits');
export const MESSAGE_DEPS = Symbol('message deps');
export const DEVICE_DEPS = Symbol('device deps');
