// Runs only in browsers that do not know JavaScript modules, and hence none of the rest.
document.getElementById('overlay-text').textContent =
  'Babble needs a newer browser: Chrome or Edge 91, Firefox 102, Safari 16.4 or later. ' +
  'Please update this one, or open the page in another.';
document.getElementById('overlay-progress').hidden = true;
