// clang-format off
// Everything that the page's JavaScript and the program say to each other.
//
// 1. From the page to the program: exported C functions
//    (call them with Module.ccall / cwrap; text is UTF-8; a returned `const char*` is either null
//    or text that stays valid until the next call of the same function)
//
//    const char* babble_post(const char* json)
//        One intent, e.g. {"type":"play"} (app/protocol/intent_json.h lists them), or one of the interface's
//        own: {"type":"chapter","name":"rnn"}, {"type":"theme","name":"dark|light|auto"},
//        {"type":"link","name":"chapter=rnn&seed=42"} (app/protocol/link.h).
//        Null, or a sentence that says what was wrong with it.
//    const char* babble_state(void)
//        JSON object: the status fields of the snapshot (app/protocol/snapshot_json.h) and
//          "controls": {name: {"x","y","width","height"}}  CSS pixels relative to the canvas; only
//                      controls that are on the screen now
//          "chapter", "theme" ("light"|"dark"), "threaded" (bool), "build" (text),
//          "wants_text" (bool: a text field of the interface has the focus),
//          "glyphs": {"wanted", "drawn" (by the browser), "boxes" (no font has them), "waiting",
//                     "left_out", "atlases" (how many were made), "width", "height"}
//          "frame": {"count", "due" (to come even if nothing changes any more), "work_ms" (median of
//                    the last 60 drawn), "width", "height", "ratio"}
//    void* babble_bytes(double size)
//        Room for about so many bytes of a file, which then come in pieces; null where there is no
//        memory for them.
//    int babble_bytes_add(void* bytes, const void* piece, int length)
//        Copies the next piece (Module._malloc / _free hold it). 0 where there is no memory for it.
//    void babble_bytes_drop(void* bytes)
//        They are not wanted any more.
//    const char* babble_open(const char* name, void* bytes)
//        A file that was picked, dropped or pasted: text, or a checkpoint, told apart by content.
//        Takes the bytes, without another copy. Null, or a sentence.
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
//    void babble_say(const char* text, int is_error)
//        A sentence at the edge of the picture.
//    void babble_offer(const char* json)
//        A question there: {"text", "answers": [{"name", "words"}], "seconds"}; see choice() below.
//    const char* babble_keep(int wait)
//        What a later visit needs to go on. Call with 0, which asks for it, then with 1 until it
//        is not null: "null" where there is nothing that was not kept before, else
//          {"link", "title", "corpus": {"name", "at", "length"} or null,
//           "models": [{"name", "at", "length"}]}
//        `at` are addresses of bytes that stay until the next call. The page gives corpus and
//        models back with babble_open and then posts the link.
//
// 2. From the program to the page: functions of the object Module.babbleHooks. All are optional;
//    the object must exist before the program starts.
//
//    ready()                       the first frame stands on the screen
//    openFile()                    the user wants the file picker
//    openPaste()                   the user wants to paste a text as the corpus (an HTML dialog)
//    download(name, type, ptr, length)
//                                  offer HEAPU8.slice(ptr, ptr + length) as a download, copied at
//                                  once
//    openAddress()                 the user wants to type the address of a text
//    openHome(which)               the user wants "names" or "time_machine" from its public home
//    copy(text)                    put text on the clipboard (called inside a user gesture's frame)
//    textFocus(active, x, y, width, height, text)
//                                  a text field took (true) or lost (false) the focus; its
//                                  rectangle in CSS pixels and its present text: open or close the
//                                  hidden input
//    drawGlyphs(points, count, em, pixels, advances)
//                                  draw characters with the browser's fonts (web/page/glyphs.js)
//    themeChanged(name)            "light" or "dark": colour the page around the canvas
//    description(text)             what the chapter shows, in words; when it changes, at most 1/s
//    link(text)                    all that is set, as the part of the address behind "#"; when it
//                                  changes, at most 2/s
//    share(text)                   the user wants that link, with the steps trained, on the
//                                  clipboard
//    choice(name)                  the answer to an offer
//    status(text)                  one line for the aria-live region, when it changes, at most 1/s
//    openLink(url)                 open an address in a new tab
//
// 3. What the page does itself: canvas with id "canvas" and tabindex="0", sized by CSS; SDL listens
//    to the keyboard on that element only (SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT). In a capture-phase
//    keydown listener on the canvas call stopImmediatePropagation() (not preventDefault()) for F5,
//    F11, F12, Ctrl/Cmd+T/W/R/L/N/V and, when babble_wants_text() is 0, Tab, so that SDL does not
//    see them and the browser keeps them. Paste: a capture-phase "paste" listener on document.
// clang-format on
#include <emscripten.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "app/protocol/intent_json.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/bench/bench.h"
#include "platform/web/web_program.h"
#include "ui/base/imgui_all.h"

namespace babble::platform {
namespace {

constexpr const char* not_running = "Babble has not started yet.";

// {"type": "chapter", "name": …} and {"type": "theme", "name": …} are for the interface. True if it
// was one of them.
bool carry_out_own(AppWindow& app_window, const char* json) {
  const auto parsed = parse_json(json);
  if (!parsed.is_object()) return false;
  const std::string type = parsed.value("type", nlohmann::json()).is_string()
                               ? parsed["type"].get<std::string>()
                               : std::string();
  if (type != "chapter" && type != "theme" && type != "link") return false;
  const auto name = parsed.find("name");
  if (name == parsed.end() || !name->is_string()) {
    throw Error("The intent " + type + " needs a name, a text.");
  }
  const auto value = name->get<std::string>();
  if (type == "link") {
    app_window.interface().open_link(value);
    return true;
  }
  const bool done = type == "chapter" ? app_window.interface().show_chapter(value)
                                      : app_window.interface().set_theme(value);
  if (!done) throw Error("There is no " + type + " called " + value + ".");
  // At once, and not with the next frame: an intent that follows is for the chapter's model.
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

}  // namespace
}  // namespace babble::platform

using babble::platform::web_program;

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* babble_post(const char* json) {
  static std::string error;
  if (web_program() == nullptr) return babble::platform::not_running;
  try {
    auto& app_window = *web_program()->app_window;
    if (!babble::platform::carry_out_own(app_window, json)) {
      app_window.runner().post(babble::app::parse_intent(json));
    }
    app_window.wake();
    return nullptr;
  } catch (const std::exception& problem) {
    error = problem.what();
    return error.c_str();
  }
}

EMSCRIPTEN_KEEPALIVE const char* babble_state() {
  static std::string text;
  text = web_program() == nullptr ? "{}" : web_program()->app_window->state_json();
  return text.c_str();
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

EMSCRIPTEN_KEEPALIVE int babble_bytes_add(std::string* bytes, const char* piece, int length) {
  try {
    bytes->append(piece, static_cast<std::size_t>(length));
    return 1;
  } catch (const std::exception&) {
    return 0;
  }
}

EMSCRIPTEN_KEEPALIVE void babble_bytes_drop(std::string* bytes) { delete bytes; }

EMSCRIPTEN_KEEPALIVE const char* babble_open(const char* name, std::string* bytes) {
  const std::unique_ptr<std::string> taken(bytes);
  if (web_program() == nullptr) return babble::platform::not_running;
  web_program()->app_window->open_bytes(name, std::move(*taken));
  return nullptr;
}

EMSCRIPTEN_KEEPALIVE const char* babble_bench(const char* options_json) {
  static std::string text;
  try {
    const auto options = babble::parse_bench_options(options_json);
    text = babble::json_text(babble::bench_json(babble::run_bench(options)));
  } catch (const std::exception& problem) {
    text = nlohmann::json{{"error", problem.what()}}.dump();
  }
  return text.c_str();
}

EMSCRIPTEN_KEEPALIVE void babble_resize(int width, int height, double) {
  // SDL knows the ratio itself; it has to be told even when only the ratio has changed.
  if (web_program() == nullptr) return;
  SDL_SetWindowSize(web_program()->window, width, height);
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE void babble_color_scheme(int dark) {
  if (web_program() == nullptr) return;
  web_program()->app_window->interface().set_system_dark(dark != 0);
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE int babble_wants_text() {
  return web_program() != nullptr && ImGui::GetIO().WantTextInput ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void babble_text(const char* utf8) {
  if (babble_wants_text() == 0) return;
  web_program()->app_window->input().text(utf8);
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE void babble_key(const char* name) {
  if (web_program() == nullptr) return;
  const int key = babble::platform::key_of(name);
  if (key == 0) return;
  web_program()->app_window->input().key(key, true);
  web_program()->app_window->input().key(key, false);
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE void babble_say(const char* text, int is_error) {
  if (web_program() == nullptr) return;
  web_program()->app_window->interface().say(text, is_error != 0);
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE void babble_offer(const char* json) {
  const auto parsed = babble::parse_json(json);
  if (web_program() == nullptr || !parsed.is_object()) return;
  babble::ui::Prompt offer;
  offer.text = parsed.value("text", "");
  offer.seconds = parsed.value("seconds", 60.0);
  for (const auto& answer : parsed.value("answers", nlohmann::json::array()))
    offer.answers.push_back({answer.value("name", ""), answer.value("words", "")});
  web_program()->app_window->interface().offer(std::move(offer));
  web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE const char* babble_keep(int wait) {
  static std::string text;
  static std::uint64_t expected = 0;
  if (web_program() == nullptr) return nullptr;
  auto& web = *web_program();
  if (wait == 0) {
    expected = web.app_window->snapshot().sessions_saved + 1;
    web.runner->post(babble::app::SaveSession{});
  }
  // No frame is drawn in a hidden tab, so nobody else may pump.
  if (!web.runner->threaded()) web.runner->pump(0);
  const auto latest = web.runner->latest();
  if (latest->sessions_saved < expected) return nullptr;
  const babble::app::SavedSession& saved_session = latest->saved_session;
  const bool is_new = !web.kept || web.kept->saved_session.id != saved_session.id;
  if (!is_new || saved_session.id == 0) return "null";
  web.kept = latest;
  const auto item = [](const babble::app::SavedSession::Item& one) {
    return nlohmann::json{{"name", one.name},
                          {"at", reinterpret_cast<std::uintptr_t>(one.bytes.data())},
                          {"length", one.bytes.size()}};
  };
  nlohmann::json json = {{"title", saved_session.title}, {"models", nlohmann::json::array()}};
  json["link"] = web.app_window->interface().link(*latest, false).value_or("");
  json["corpus"] =
      saved_session.corpus.bytes.empty() ? nlohmann::json() : item(saved_session.corpus);
  for (const auto& model : saved_session.models) json["models"].push_back(item(model));
  text = json.dump();
  return text.c_str();
}

EMSCRIPTEN_KEEPALIVE void babble_wake() {
  if (web_program() != nullptr) web_program()->app_window->wake();
}

EMSCRIPTEN_KEEPALIVE void babble_context(int lost) {
  if (web_program() == nullptr) return;
  if (lost != 0) {
    web_program()->app_window->context_lost();
  } else {
    web_program()->app_window->context_restored();
  }
}

EMSCRIPTEN_KEEPALIVE void babble_visible(int visible) {
  if (web_program() != nullptr && visible != 0) web_program()->app_window->wake();
}

}  // extern "C"
