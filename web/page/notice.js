// Shows a message at the bottom of the page, for errors outside the program.
const box = document.getElementById('notice');
const text = document.getElementById('notice-text');
const seconds_shown = 15;
let timer = 0;

document.getElementById('notice-close').addEventListener('click', hide);

export function notify(sentence) {
  text.textContent = sentence;
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(hide, seconds_shown * 1000);
}

function hide() {
  box.hidden = true;
}
