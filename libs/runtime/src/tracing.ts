import { type Attributes, context, SpanStatusCode, trace } from '@opentelemetry/api';

type Tracing = { close(): Promise<void> };

type TracingOptions = {
  /** What the traces call this process. */
  service: string;
  /** The base of an OTLP/HTTP collector; without it there are no traces, and not a line of the SDK is loaded. */
  endpoint?: string | undefined;
};

export const startTracing = async ({ service, endpoint }: TracingOptions): Promise<Tracing> => {
  if (endpoint === undefined) return { close: async () => {} };
  const [{ AsyncLocalStorageContextManager }, { OTLPTraceExporter }, { resourceFromAttributes }, sdk] =
    await Promise.all([
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
    ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    close: async () => {
      trace.disable();
      context.disable();
      await provider.shutdown();
    },
  };
};

/**
 * Times a piece of work, as a part of the work it was called from. Attributes are ids, names and counts, never
 * what a field held; of an error only its name is kept, since its message may quote anything.
 */
export const span = <T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> =>
  trace.getTracer('parley').startActiveSpan(name, { attributes }, async (active) => {
    try {
      return await work();
    } catch (error) {
      active.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      active.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      active.end();
    }
  });
