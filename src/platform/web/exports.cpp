// The interface between the page's JavaScript and the program. Text is UTF-8.
// clang-format off
//
// 1. Exported C functions, called by the page. A returned `const char*` is null or text that stays
//    valid until the next call of the same function. No C++ exception leaves a function: it becomes
//    the sentence that the function returns, {"error": sentence} in JSON, or a message on the canvas.
//
//    const char* babble_post(const char* json)
//        Posts an intent, such as {"type":"play"} (app/protocol/intent_json.h), or one for the
//        interface: {"type":"chapter","name":"rnn"}, {"type":"theme","name":"dark|light|auto"},
//        {"type":"link","name":"chapter=rnn&seed=42"} (app/protocol/link.h).
//        Returns null, or a sentence if the intent is invalid.
//    const char* babble_state(void)
//        A JSON object with the fields of the snapshot (app/protocol/snapshot_json.h) and
//          "controls": {name: {"x","y","width","height"}}  the controls on the screen, in CSS pixels
//                      relative to the canvas
//          "chapter", "chapters" (their ids and titles), "theme" ("light"|"dark"),
//          "trains_in" ("thread"|"worker"|"frames"), "threaded" (bool), "build" (text),
//          "wants_text" (bool: a text field on the canvas has the focus),
//          "glyphs": {"wanted", "drawn" (by the browser), "boxes" (missing in all fonts), "waiting",
//                     "left_out", "atlases" (font atlases built), "width", "height"}
//          "frame": {"count", "due" (frames to draw even if nothing changes), "work_ms" (median of
//                    the last 60 frames), "width", "height", "ratio"}
//    void* babble_bytes(double size)
//        Allocates a buffer for a file of about this many bytes; null if there is not enough memory.
//    int babble_bytes_add(void* bytes, const void* chunk, int length)
//        Appends a chunk of the file. Returns 0 if there is not enough memory.
//    void babble_bytes_drop(void* bytes)
//        Frees a buffer that was not opened.
//    const char* babble_open(const char* name, void* bytes)
//        Opens a file: text or a checkpoint, depending on its content. Takes ownership of the buffer.
//        Returns null, or the sentence of an error.
//    const char* babble_bench(const char* options_json)
//        Runs a benchmark and returns its JSON. Blocks.
//    void babble_resize(int width, int height, double ratio)
//        Sets the size of #canvas in CSS pixels and devicePixelRatio. To be called at the start and
//        when either changes. The program sets canvas.width and canvas.height.
//    void babble_slow_display(void)
//        The browser draws without a graphics processor.
//    void babble_color_scheme(int dark)
//        The value of prefers-color-scheme, for the theme "auto".
//    int babble_wants_text(void)
//        1 while a text field on the canvas has the focus.
//    int babble_takes_texts(void)
//        0 in a lesson that hides the choice of the text: nothing dropped or pasted is opened.
//    void babble_text(const char* utf8)
//        Text for the field with the focus: typed on a phone, composed by an IME, or pasted. Ignored
//        without such a field.
//    void babble_key(const char* key)
//        A key for the field with the focus, named as KeyboardEvent.key: "Backspace", "Enter",
//        "Escape", "ArrowLeft", "ArrowRight", "Tab". Pressed and released.
//    void babble_wake(void)
//        Draws the next frame even if nothing changes.
//    void babble_context(int lost)
//        1 after "webglcontextlost" (with preventDefault), 0 after "webglcontextrestored".
//    void babble_visible(int visible)
//        After "visibilitychange".
//    void babble_show_message(const char* text, int is_error)
//        Shows a message on the canvas.
//    void babble_show_prompt(const char* json)
//        Shows a question: {"text", "answers": [{"name", "words"}], "seconds"}. The hook choice()
//        receives the answer.
//    const char* babble_save_session(int wait)
//        Prepares the data with which a later visit restores the session. Call it with 0 to request
//        the data, then with 1 until the result is not null. JSON: null if nothing has changed, else
//          {"link", "title", "corpus": {"name", "at", "length"} or null,
//           "models": [{"name", "at", "length"}]}
//        `at` are addresses of bytes that stay valid until the next call. To restore, the page opens
//        corpus and models with babble_open and posts the link.
//    void babble_worker(int state)
//        Of a program without threads: 0 while the page starts a worker (intents wait, nothing trains),
//        1 when it is ready (from now on it trains), 2 if it failed.
//    double babble_pump(double milliseconds)
//        Of a program without threads and worker: trains for about so long. Returns the seconds until
//        the next call, infinity: after the hook pump().
//    int babble_worker_snapshot(const char* bytes, int length)
//        Bytes from the worker. Returns 0 if there is not enough memory; the next ones then have to be
//        whole.
//
//    In the worker, which calls no other functions and does not start main():
//    double babble_worker_turn(double milliseconds, int wanted)
//        Trains for about so long and sends a snapshot, if there is one to send and it is wanted: 0 no,
//        1 what has changed since the last, 2 whole. Returns the seconds until the next call.
//    int babble_worker_intent(const char* bytes, int length)
//        Bytes from the page. Returns 0 if there is not enough memory.
//
// 2. Functions of the object Module.babbleHooks, called by the program. All are optional. The object
//    must exist before the program starts.
//
//    ready()                       the first frame is on the screen
//    openFile()                    show a file picker
//    openPaste()                   show the paste dialog
//    download(name, type, ptr, length)
//                                  offer a copy of HEAPU8.slice(ptr, ptr + length) as a download
//    openAddress()                 ask for the address of a text
//    openHome(which)               open "names" or "time_machine" from the address of the course
//    copy(text)                    write the text to the clipboard (called after a user gesture)
//    textFocus(active, x, y)       a text field on the canvas got (true) or lost (false) the focus;
//                                  the position of its caret in CSS pixels
//    drawGlyphs(points, count, em, pixels, advances)
//                                  draw characters with the browser's fonts (web/page/glyphs.js)
//    themeChanged(name)            "light" or "dark": the theme of the page around the canvas
//    description(text)             the content of the chapter in words; on change, at most 1/s
//    link(text)                    the link, the part of the address after "#"; on change, at most 2/s
//    share(text)                   copy this link, which includes the number of steps
//    choice(name)                  the answer to a prompt
//    send(ptr, length)             pass these bytes to the worker, or from the worker to the page
//    pump()                        a frame was drawn, so there may be something to do for babble_pump
//    status(text)                  one line for the aria-live region; on change, at most 1/s
//
// 3. The page provides a canvas with id "canvas" and tabindex="0", sized by CSS. SDL listens to the
//    keyboard on that element only (SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT). A capture-phase listener
//    of the page stops keys that are for the browser (web/page/canvas.js).
// clang-format on
#include <emscripten.h>

#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "app/protocol/intent_json.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/shown_text.h"
#include "core/bench/bench.h"
#include "platform/web/web_program.h"
#include "ui/base/imgui_all.h"

namespace babble::platform {
namespace {

constexpr const char* not_running = "Babble has not started yet.";
constexpr const char* out_of_memory = "There is not enough memory for this.";

/// The message of an exception. Needs no memory if there is none: then it is out_of_memory.
const char* sentence_of(const std::exception& error, std::string& storage) noexcept {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return out_of_memory;
  try {
    storage = error.what();
    return storage.c_str();
  } catch (const std::exception&) {
    return out_of_memory;
  }
}

/// Calls work(program). Returns null, or a sentence if the program is not running or `work` throws.
template <class Work>
const char* returning_errors(const Work& work) noexcept {
  static std::string sentence;  // one for each caller
  if (web_program() == nullptr) return not_running;
  try {
    work(*web_program());
    return nullptr;
  } catch (const std::exception& error) {
    return sentence_of(error, sentence);
  }
}

/// Calls work(program) if the program is running and shows an exception as a message on the canvas.
template <class Work>
void showing_errors(const Work& work) noexcept {
  if (web_program() == nullptr) return;
  const char* const sentence = returning_errors(work);
  if (sentence == nullptr) return;
  try {
    web_program()->app_window->interface().say(sentence, true);
    web_program()->app_window->wake();
  } catch (const std::exception&) {
    // There is no memory for the message either.
  }
}

/// Returns the JSON that make() returns, or {"error": sentence} if it throws.
template <class Make>
const char* returning_json(const Make& make) noexcept {
  static std::string text;  // one for each caller
  try {
    try {
      text = json_text(make());
    } catch (const std::exception& error) {
      std::string storage;
      nlohmann::ordered_json json;
      json["error"] = sentence_of(error, storage);
      text = json_text(json);
    }
    return text.c_str();
  } catch (const std::exception&) {
    return "{\"error\":\"There is not enough memory for this.\"}";
  }
}

/// Carries out an intent for the interface: {"type": "chapter" | "theme" | "link", "name": …}.
/// Returns false for other intents. Throws Error if it is invalid.
bool apply_interface_intent(AppWindow& app_window, const char* json) {
  const auto parsed = parse_json(json);
  if (!parsed.is_object()) return false;
  const std::string type = parsed.value("type", nlohmann::ordered_json()).is_string()
                               ? parsed["type"].get<std::string>()
                               : std::string();
  if (type != "chapter" && type != "theme" && type != "link") return false;
  const auto name = parsed.find("name");
  if (name == parsed.end() || !name->is_string()) {
    throw Error("The intent " + type + " needs a name.");
  }
  const auto value = name->get<std::string>();
  if (type == "link") {
    app_window.interface().open_link(value);
    return true;
  }
  const bool done = type == "chapter" ? app_window.interface().show_chapter(value)
                                      : app_window.interface().set_theme(value);
  if (!done) throw Error("There is no " + type + " " + in_quotes(value) + ".");
  // Now rather than with the next frame, so that a following intent applies to the chapter's model.
  const auto model = app_window.interface().model();
  if (type == "chapter" && model) app_window.runner().post(app::Activate{*model});
  return true;
}

int key_of(std::string_view name) {
  if (name == "Backspace") return ui::key_backspace;
  if (name == "Enter") return ui::key_enter;
  if (name == "Escape") return ui::key_escape;
  if (name == "ArrowLeft") return ui::key_left;
  if (name == "ArrowRight") return ui::key_right;
  if (name == "Tab") return ui::key_tab;
  return 0;
}

/// The result of babble_save_session; null if the session has not changed.
nlohmann::ordered_json saved_session_json(WebProgram& web) {
  const auto latest = web.runner->latest();
  const app::SavedSession& session = latest->saved_session;
  const bool is_new = !web.saved || web.saved->saved_session.id != session.id;
  if (!is_new || session.id == 0) return nullptr;
  web.saved = latest;
  const auto item = [](const app::SavedSession::Item& one) {
    return nlohmann::ordered_json{{"name", one.name},
                                  {"at", reinterpret_cast<std::uintptr_t>(one.bytes.data())},
                                  {"length", one.bytes.size()}};
  };
  nlohmann::ordered_json json;
  json["title"] = session.title;
  json["link"] = web.app_window->interface().link(*latest, false).value_or("");
  json["corpus"] = session.corpus.bytes.empty() ? nlohmann::ordered_json() : item(session.corpus);
  json["models"] = nlohmann::ordered_json::array();
  for (const auto& model : session.models) json["models"].push_back(item(model));
  return json;
}

}  // namespace
}  // namespace babble::platform

using namespace babble;
using namespace babble::platform;

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* babble_post(const char* json) {
  return returning_errors([&](WebProgram& web) {
    if (!apply_interface_intent(*web.app_window, json)) web.runner->post(app::parse_intent(json));
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE const char* babble_state() {
  return returning_json([] {
    return web_program() == nullptr ? nlohmann::ordered_json::object()
                                    : web_program()->app_window->state();
  });
}

EMSCRIPTEN_KEEPALIVE std::string* babble_bytes(double size) {
  try {
    auto bytes = std::make_unique<std::string>();
    bytes->reserve(static_cast<std::size_t>(size));
    return bytes.release();
  } catch (const std::exception&) {
    return nullptr;
  }
}

EMSCRIPTEN_KEEPALIVE int babble_bytes_add(std::string* bytes, const char* chunk, int length) {
  try {
    bytes->append(chunk, static_cast<std::size_t>(length));
    return 1;
  } catch (const std::exception&) {
    return 0;
  }
}

EMSCRIPTEN_KEEPALIVE void babble_bytes_drop(std::string* bytes) { delete bytes; }

EMSCRIPTEN_KEEPALIVE const char* babble_open(const char* name, std::string* bytes) {
  const std::unique_ptr<std::string> owned(bytes);
  return returning_errors(
      [&](WebProgram& web) { web.app_window->open_bytes(name, std::move(*owned)); });
}

EMSCRIPTEN_KEEPALIVE const char* babble_bench(const char* options_json) {
  return returning_json([&] { return bench_json(run_bench(parse_bench_options(options_json))); });
}

EMSCRIPTEN_KEEPALIVE void babble_resize(int width, int height, double) {
  // SDL reads the ratio itself, but needs this call even if only the ratio has changed.
  showing_errors([&](WebProgram& web) {
    SDL_SetWindowSize(web.window, width, height);
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE void babble_slow_display() {
  showing_errors([](WebProgram& web) { web.app_window->set_slow_display(true); });
}

EMSCRIPTEN_KEEPALIVE void babble_color_scheme(int dark) {
  showing_errors([&](WebProgram& web) {
    web.app_window->interface().set_system_dark(dark != 0);
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE int babble_wants_text() {
  return web_program() != nullptr && ImGui::GetIO().WantTextInput ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE int babble_takes_texts() {
  WebProgram* const web = web_program();
  return web == nullptr || web->app_window->interface().takes_texts() ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void babble_text(const char* utf8) {
  if (babble_wants_text() == 0) return;
  showing_errors([&](WebProgram& web) {
    web.app_window->input().text(utf8);
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE void babble_key(const char* name) {
  const int key = key_of(name);
  if (key == 0) return;
  showing_errors([&](WebProgram& web) {
    web.app_window->input().key(key, true);
    web.app_window->input().key(key, false);
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE void babble_show_message(const char* text, int is_error) {
  showing_errors([&](WebProgram& web) {
    web.app_window->interface().say(text, is_error != 0);
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE void babble_show_prompt(const char* json) {
  showing_errors([&](WebProgram& web) {
    const auto parsed = parse_json(json);
    ui::Prompt prompt;
    prompt.text = parsed.value("text", "");
    prompt.seconds = parsed.value("seconds", 60.0);
    for (const auto& answer : parsed.value("answers", nlohmann::ordered_json::array()))
      prompt.answers.push_back({answer.value("name", ""), answer.value("words", "")});
    web.app_window->interface().offer(std::move(prompt));
    web.app_window->wake();
  });
}

EMSCRIPTEN_KEEPALIVE const char* babble_save_session(int wait) {
  static std::uint64_t expected = 0;
  if (web_program() == nullptr) return nullptr;
  bool is_ready = false;
  const char* const json = returning_json([&] {
    WebProgram& web = *web_program();
    if (wait == 0) {
      expected = web.app_window->snapshot().sessions_saved + 1;
      web.runner->post(app::SaveSession{});
    }
    // A hidden tab draws no frames, which would pump otherwise.
    if (!web.runner->threaded()) web.runner->pump(0);
    is_ready = web.runner->latest()->sessions_saved >= expected;
    return is_ready ? saved_session_json(web) : nlohmann::ordered_json();
  });
  const bool has_error = std::string_view(json).starts_with("{\"error\"");
  return is_ready || has_error ? json : nullptr;
}

EMSCRIPTEN_KEEPALIVE void babble_wake() {
  showing_errors([](WebProgram& web) { web.app_window->wake(); });
}

EMSCRIPTEN_KEEPALIVE void babble_context(int lost) {
  showing_errors([&](WebProgram& web) {
    if (lost != 0) {
      web.app_window->context_lost();
    } else {
      web.app_window->context_restored();
    }
  });
}

EMSCRIPTEN_KEEPALIVE void babble_visible(int visible) {
  if (visible != 0) babble_wake();
}

}  // extern "C"
