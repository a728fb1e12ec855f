import 'reflect-metadata';
import { bootOrExit, startProcess } from '@parley/runtime';
import { createApi } from './create-api.ts';
import { readSettings } from './env.ts';

await bootOrExit(async () => {
  const settings = readSettings();
  const { logger, metrics, shutdown } = await startProcess('api', settings);
  const api = await createApi(settings, logger, metrics);
  shutdown.onStop('api', () => api.close());
  await api.app.listen({ host: settings.API_HOST, port: settings.API_PORT });
  logger.info({ port: settings.API_PORT }, 'api is listening');
});
