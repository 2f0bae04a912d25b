/** Nobody denies to be a name unless he was taken for that person. */

/** What begins with a capital inside a sentence and is no name. */
const NO_NAME =
  "(?!I['’ ]|AM|PM|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Easter|Christmas|Thanksgiving|English|Spanish)";

/** “I'm not Kayla”, “this isn't Mr. Feldman”. */
const DENIED = new RegExp(
  `(?<![A-Za-z])(?:(?:I['’]?m|I am|[Tt]his is|[Ii]t['’]?s|[Tt]hat['’]?s) not|(?:[Tt]his|[Tt]hat|[Ii]t) isn['’]?t) (?:Mr|Mrs|Ms|Miss|Dr)?\\.? ?${NO_NAME}[A-Z][a-z]`,
);

/** Who we took him for is said at once. */
const NEAR = 1_000;

export const isAnotherName = (typed: string): boolean => DENIED.test(typed.slice(0, NEAR));
