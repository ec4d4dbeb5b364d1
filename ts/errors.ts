/** The one error class. */

/** What is thrown and rejected with. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly code: string;
  readonly hint?: string;

  constructor(code: string, message: string, more: { hint?: string } = {}) {
    super(message);
    this.code = code;
    if (more.hint) this.hint = more.hint;
  }
}
