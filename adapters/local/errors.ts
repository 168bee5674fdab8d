import type { FileFault } from "#core/cloudtrail/log-fault.ts";
import { WhittleError } from "#core/errors.ts";
import { unusableFileText } from "#core/messages/log-fault.ts";

/** A file that the operator named cannot be used. */
export class UnusableFileError extends WhittleError {
  readonly code = "unusable-file";
  constructor(file: string, because: string, options?: ErrorOptions) {
    super(`${file}: ${because}`, options);
  }
}

/** One object could not be read; the others can. */
export class ObjectUnreadableError extends WhittleError {
  readonly code = "object-unreadable";
  readonly fault: FileFault;
  constructor(fault: FileFault, options?: ErrorOptions) {
    super(unusableFileText(fault), options);
    this.fault = fault;
  }
}
