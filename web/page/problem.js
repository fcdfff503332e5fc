/** An error for the visitor: a sentence that says what is wrong, and one that says what to do. */
export class Problem extends Error {
  constructor(sentence, advice) {
    super(sentence);
    this.name = 'Problem';
    this.advice = advice;
  }
}
