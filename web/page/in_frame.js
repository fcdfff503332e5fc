/** Whether the page is embedded in another one. */
export const in_frame = window.parent !== window;
