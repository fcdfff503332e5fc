// Everything that the page's JavaScript and the program say to each other.
//
// 1. From the page to the program: exported C functions
//    (call them with Module.ccall / cwrap; text is UTF-8; a returned `const char*` is either null
//    or text that stays valid until the next call of the same function)
//
//    const char* babble_post(const char* json)
//        One intent, e.g. {"type":"play"} (app/intent_json.h lists them), or one of the interface's
//        own: {"type":"chapter","name":"rnn"}, {"type":"theme","name":"dark|light|auto"}.
//        Null, or a sentence that says what was wrong with it.
//    const char* babble_state(void)
//        JSON object: the status fields of the snapshot (app/snapshot_json.h) and
//          "controls": {name: {"x","y","width","height"}}  CSS pixels relative to the canvas; only
//                      controls that are on the screen now
//          "chapter", "theme" ("light"|"dark"), "threaded" (bool), "build" (text),
//          "wants_text" (bool: a text field of the interface has the focus),
//          "frame": {"count", "work_ms" (median of the last 60 drawn), "width", "height", "ratio"}
//    const char* babble_open(const char* name, const void* bytes, int length)
//        A file that was picked, dropped or pasted: text, or a checkpoint, told apart by content.
//        The bytes are copied. Null, or a sentence. (Module._malloc / _free hold the bytes.)
//    const char* babble_bench(const char* options_json)
//        Runs a benchmark and returns its JSON; blocks.
//    void babble_resize(int width, int height, double ratio)
//        Size of #canvas in CSS pixels and devicePixelRatio. Call at start, from a ResizeObserver
//        on the canvas, and when devicePixelRatio changes. The program sets canvas.width/height
//        itself.
//    void babble_color_scheme(int dark)
//        What prefers-color-scheme says; used while the theme is "auto".
//    int babble_wants_text(void)
//        1 while a text field of the interface has the focus.
//    void babble_text(const char* utf8)
//        Text for the focused field: typed into the hidden input of a phone, composed by an IME, or
//        pasted. Ignored when no field has the focus (offer a paste as a corpus then).
//    void babble_key(const char* key)
//        A key for the focused field from the hidden input, by KeyboardEvent.key: "Backspace",
//        "Enter", "Escape", "ArrowLeft", "ArrowRight", "Tab". Press and release in one.
//    void babble_wake(void)
//        Draw again in the next frame (frames are skipped while nothing changes).
//    void babble_context(int lost)
//        1 from "webglcontextlost" (after preventDefault), 0 from "webglcontextrestored": the
//        program makes its GL objects anew; training goes on meanwhile.
//    void babble_visible(int visible)
//        From "visibilitychange".
//
// 2. From the program to the page: functions of the object Module.babbleHooks. All are optional;
//    the object must exist before the program starts.
//
//    ready()                       the first frame stands on the screen
//    openFile()                    the user wants the file picker
//    openPaste()                   the user wants to paste a text as the corpus (a real HTML
//    dialog) download(name, type, ptr, length)
//                                  offer HEAPU8.slice(ptr, ptr + length) as a download (copy at
//                                  once)
//    copy(text)                    put text on the clipboard (called inside a user gesture's frame)
//    textFocus(active, x, y, width, height, text)
//                                  a text field took (true) or lost (false) the focus; its
//                                  rectangle in CSS pixels and its present text: open or close the
//                                  hidden input
//    themeChanged(name)            "light" or "dark": colour the page around the canvas
//    status(text)                  one line for the aria-live region, when it changes, at most 1/s
//    openLink(url)                 open an address in a new tab
//
// 3. What the page does itself: canvas with id "canvas" and tabindex="0", sized by CSS; SDL listens
// to
//    the keyboard on that element only (SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT). In a capture-phase
//    keydown listener on the canvas call stopImmediatePropagation() (not preventDefault()) for F5,
//    F11, F12, Ctrl/Cmd+T/W/R/L/N/V and, when babble_wants_text() is 0, Tab, so that SDL does not
//    see them and the browser keeps them. Paste: a capture-phase "paste" listener on document.
