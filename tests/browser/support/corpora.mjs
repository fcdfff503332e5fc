// The data sets of the courses if they are available, else the texts of this repository.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { repository } from './browser.mjs';

const shared = process.env.BABBLE_SHARED ?? path.join(repository, '../shared');
const course = { names: path.join(shared, 'data/names.txt'), text: path.join(shared, 'data/timemachine.txt') };
const own = { names: path.join(repository, 'data/names.txt'), text: path.join(repository, 'data/tale.txt') };

export const has_course_data = Object.values(course).every((file) => existsSync(file));

if (!has_course_data) {
  console.error(
    `*** The course's data sets are not in ${path.join(shared, 'data')} (BABBLE_SHARED says where): SKIPPED.\n` +
      "*** The browser tests train on the project's own texts instead, with weaker landmarks.",
  );
}

/**
 * names, text: files. neural_loss: an upper bound for the loss of the trained neural bigram (2.50 on the
 * course's names; the built-in names are fewer and more varied).
 */
export const corpora = has_course_data ? { ...course, neural_loss: 2.5 } : { ...own, neural_loss: 2.7 };
