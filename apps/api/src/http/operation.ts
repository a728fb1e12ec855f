import {
  applyDecorators,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { Operation as Declaration, HttpMethod, ResultOf } from '@parley/contract';

type Handler<O extends Declaration> = (...args: never[]) => ResultOf<O> | Promise<ResultOf<O>>;

/**
 * Makes a controller's method the one handler of an operation: its route, its status and its answer.
 * A method that answers another shape, or an error the operation does not declare, does not compile.
 */
export const Operation =
  <const O extends Declaration>(declaration: O) =>
  <M extends Handler<O>>(controller: object, name: string | symbol, method: TypedPropertyDescriptor<M>): void => {
    applyDecorators(
      SetMetadata(declarationKey, declaration),
      RequestMapping({ method: requestMethods[declaration.http.method], path: toRoute(declaration.http.path) }),
      HttpCode(declaration.http.status),
    )(controller, name, method);
  };

/** The operation that a handler serves; undefined for the few routes that are none (health, documents). */
// oxlint-disable-next-line typescript/no-unsafe-return -- what lies under our own key is what the decorator above put there
export const operationOf = (handler: object): Declaration | undefined => Reflect.getMetadata(declarationKey, handler);

export const operationAt = (context: ExecutionContext): Declaration | undefined => operationOf(context.getHandler());

const declarationKey = 'parley:operation';

const requestMethods: Record<HttpMethod, RequestMethod> = {
  get: RequestMethod.GET,
  post: RequestMethod.POST,
  patch: RequestMethod.PATCH,
  delete: RequestMethod.DELETE,
};

/** `/api/v1/tokens/{id}` in the contract is `/api/v1/tokens/:id` to the router. */
export const toRoute = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
