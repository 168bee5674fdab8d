/**
 * The base of every error that Whittle raises on purpose: one class a failure, with a stable `code`.
 * `name` is what Step Functions matches in `ErrorEquals`; the message says what, where and what to do.
 */
export abstract class WhittleError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The stable code of an error and its message; the name stands for the code where Whittle did not raise it. */
export function codeAndMessage(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof WhittleError) return { code: error.code, message: error.message };
  return error instanceof Error ? { code: error.name, message: error.message } : { code: "unknown", message: String(error) };
}

/** AWS asked to slow down; the same call may be made again later. */
export class ThrottledError extends WhittleError {
  readonly code = "throttled";
  constructor(operation: string, options?: ErrorOptions) {
    super(`${operation} was throttled; it is safe to try again later.`, options);
  }
}

/** An AWS quota is used up for now, such as the one concurrent policy generation. */
export class QuotaExceededError extends WhittleError {
  readonly code = "quota-exceeded";
  constructor(operation: string, detail: string, options?: ErrorOptions) {
    super(`${operation} hit a quota: ${detail}`, options);
  }
}

/** AWS had a fault of its own, or the network had; the same call may be made again. */
export class ServiceFaultError extends WhittleError {
  readonly code = "service-fault";
  constructor(operation: string, detail: string, options?: ErrorOptions) {
    super(`${operation} failed on the side of AWS: ${detail}`, options);
  }
}

/** May the same call succeed later, as it is? */
export function isTransient(error: unknown): error is ThrottledError | ServiceFaultError {
  return error instanceof ThrottledError || error instanceof ServiceFaultError;
}

/** Whittle's own role may not make this call; trying again does not help. */
export class NotAuthorizedError extends WhittleError {
  readonly code = "not-authorized";
  constructor(operation: string, detail: string, options?: ErrorOptions) {
    super(
      `Whittle may not call ${operation}: ${detail} Check the function's role in template.yaml and any service control policy.`,
      options,
    );
  }
}

/** AWS refused the request as such; trying again does not help. */
export class RequestRefusedError extends WhittleError {
  readonly code = "request-refused";
  constructor(operation: string, detail: string, options?: ErrorOptions) {
    super(`${operation} was refused: ${detail}`, options);
  }
}

/** Input from outside does not have the form it must have. */
export class InvalidInputError extends WhittleError {
  readonly code = "invalid-input";
  constructor(where: string, detail: string, options?: ErrorOptions) {
    super(`${where}: ${detail}`, options);
  }
}
