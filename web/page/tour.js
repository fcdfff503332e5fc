// Offers the tour at the first visit.
import { showPrompt } from './link.js';

const key = 'babble-tour-offered';

export function offerTour(engine) {
  try {
    if (localStorage.getItem(key)) return;
    localStorage.setItem(key, '1');
  } catch {
    return; // storage is blocked: do not ask at every visit
  }
  showPrompt(engine, 'New here? A short tour introduces the page.', {
    'tour.begin': ['Take the tour', () => {}],
    'tour.decline': ['No, thanks', () => {}],
  });
}
