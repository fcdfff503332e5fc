// A first visit is offered the tour, once.
import { offer } from './link.js';

const key = 'babble-tour-offered';

export function offerTour(engine) {
  try {
    if (localStorage.getItem(key)) return;
    localStorage.setItem(key, '1');
  } catch {
    return; // no memory: better never than at every visit
  }
  offer(engine, 'New here? A tour of five steps shows what there is.', {
    'tour.begin': ['Take the tour', () => {}],
    'tour.decline': ['No, thanks', () => {}],
  });
}
