import { toRequest, toResult, type HttpEvent, type HttpResult } from '../events/http-event.ts';

/** Makes the handler of an HTTP API over what answers a `Request`. */
export function createHttpHandler(open: () => Promise<(request: Request) => Promise<Response>>): (event: HttpEvent) => Promise<HttpResult> {
  return async (event) => {
    const fetch = await open();
    return toResult(await fetch(toRequest(event)));
  };
}
