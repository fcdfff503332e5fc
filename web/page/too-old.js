// Runs only in browsers without JavaScript modules (script nomodule).
document.getElementById('overlay-text').textContent =
  'Babble needs a newer browser: Chrome or Edge 91, Firefox 102, Safari 16.4 or later. ' +
  'Update this browser, or open the page in another one.';
document.getElementById('overlay-progress').hidden = true;
