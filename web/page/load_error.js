/** An error that prevents the page from starting: what is wrong, and advice for the user. */
export class LoadError extends Error {
  constructor(message, advice) {
    super(message);
    this.name = 'LoadError';
    this.advice = advice;
  }
}
