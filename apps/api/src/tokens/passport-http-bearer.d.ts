// Its authors ship no types. As much of it as is used.
declare module 'passport-http-bearer' {
  type Asked = { headers: { authorization?: string | undefined } };

  export class Strategy {
    constructor(verify: (token: string, done: (error: unknown, user?: object | false) => void) => void);
    authenticate(request: Asked): void;
    success(user: object): void;
    fail(challenge: string | number): void;
    error(error: unknown): void;
  }
}
