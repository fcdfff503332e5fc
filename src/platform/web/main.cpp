// The main loop in the browser: one frame per animation frame while there is work.
#include <SDL.h>
#include <emscripten.h>
#include <emscripten/html5.h>
#include <emscripten/threading.h>

#include <cstdio>
#include <exception>

#include "core/base/error.h"
#include "platform/web/web_program.h"
#include "ui/base/imgui_all.h"
#include "ui/shell/status.h"

namespace babble::platform {
namespace {

// Animation frames cost the browser a tenth of a core at 60 a second even if nothing is drawn. The
// loop therefore slows down after some frames without work. Input and the page's script wake it.
constexpr int frames_until_idle = 30;
constexpr int idle_interval = 100, slow_interval = 50;  // milliseconds

WebProgram* program = nullptr;

std::string& clipboard() {
  static std::string text;
  return text;
}

void create_window(WebProgram& web) {
  // Receive keys only while the canvas has the focus.
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, "#canvas");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) throw Error(std::string("SDL: ") + SDL_GetError());
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_ALPHA_SIZE, 0);
  double width = 0, height = 0;
  emscripten_get_element_css_size("#canvas", &width, &height);
  web.window =
      SDL_CreateWindow("Babble", 0, 0, width > 0 ? static_cast<int>(width) : 1280,
                       height > 0 ? static_cast<int>(height) : 800,
                       SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  if (web.window == nullptr || SDL_GL_CreateContext(web.window) == nullptr) {
    throw Error(std::string("WebGL 2 is not available: ") + SDL_GetError());
  }
}

// Reports what has changed to the page.
void report_changes(WebProgram& web) {
  if (!web.is_ready) {
    web.is_ready = true;
    hook_ready();
  }
  const std::string theme = web.app_window->interface().dark() ? "dark" : "light";
  if (theme != web.theme) {
    web.theme = theme;
    hook_theme(theme.c_str());
  }
  const double now = web.app_window->seconds();
  // Browsers throttle pages that change their address often.
  if (now - web.link_time > 0.5) {
    std::optional<std::string> link =
        web.app_window->interface().link(web.app_window->snapshot(), false);
    if (link && *link != web.link) {
      web.link = std::move(*link);
      web.link_time = now;
      hook_link(web.link.c_str());
    }
  } else {
    web.app_window->interface().wake(web.link_time + 0.55);
  }
  if (now - web.status_time < 1) {
    // Draw a frame in a second, so that the last change is reported too.
    web.app_window->interface().wake(web.status_time + 1.05);
    return;
  }
  std::string description =
      web.app_window->interface().describe(web.app_window->snapshot());
  if (description != web.description) {
    web.description = std::move(description);
    hook_description(web.description.c_str());
  }
  std::string status = ui::spoken_status(web.app_window->snapshot());
  if (status == web.status) return;
  web.status = std::move(status);
  web.status_time = now;
  hook_status(web.status.c_str());
}

void wake_loop() {
  if (program == nullptr) return;
  program->idle_frames = 0;
  if (!program->idle) return;
  program->idle = false;
  // Pausing cancels the pending timeout.
  emscripten_pause_main_loop();
  emscripten_set_main_loop_timing(EM_TIMING_RAF, 1);
  emscripten_resume_main_loop();
}

int wake_for_event(void*, SDL_Event* event) {
  if (event->type != SDL_POLLSENTINEL) wake_loop();  // SDL adds a sentinel at every poll
  return 0;
}

void frame() {
  WebProgram& web = *program;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) web.app_window->handle(event);
  const bool busy = web.app_window->frame();
  if (busy) {
    report_changes(web);
    hook_pump();
  }
  // On a slow display the loop rests until the next frame is due.
  const bool rests =
      web.app_window->slow_display() && web.app_window->seconds_until_frame() > 0.02;
  if (busy && !rests) {
    wake_loop();
  } else if (!web.idle && (rests || ++web.idle_frames >= frames_until_idle)) {
    web.idle = true;
    emscripten_set_main_loop_timing(EM_TIMING_SETTIMEOUT, rests ? slow_interval : idle_interval);
  }
}

void start() {
  auto web = std::make_unique<WebProgram>();
  create_window(*web);
  web->runner = std::make_unique<app::Runner>();
  PlatformCallbacks callbacks;
  callbacks.open_file = hook_open_file;
  callbacks.open_paste = hook_open_paste;
  callbacks.deliver = hook_download;
  callbacks.open_address = hook_open_address;
  callbacks.open_home = [](const std::string& which) { hook_open_home(which.c_str()); };
  callbacks.share = [](const std::string& link) { hook_share(link.c_str()); };
  callbacks.choice = [](const std::string& name) { hook_choice(name.c_str()); };
  callbacks.glyphs = browser_glyphs;
  callbacks.wake_loop = wake_loop;
  callbacks.text_focus = hook_text_focus;
  web->app_window = std::make_unique<AppWindow>(web->window, *web->runner, std::move(callbacks),
                                                ui::Capabilities{true, true, true});
  ImGuiIO& io = ImGui::GetIO();
  io.SetClipboardTextFn = [](void*, const char* text) {
    clipboard() = text;
    hook_copy(text);
  };
  io.GetClipboardTextFn = [](void*) -> const char* { return clipboard().c_str(); };
  io.ConfigMacOSXBehaviors = page_is_on_a_mac();
  if (emscripten_has_threading_support() != 0) web->runner->start_thread();
  program = web.release();  // lives as long as the page
  SDL_AddEventWatch(wake_for_event, nullptr);
  emscripten_set_main_loop(frame, 0, 0);
}

}  // namespace

WebProgram* web_program() { return program; }

}  // namespace babble::platform

int main() {
  try {
    babble::platform::start();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    babble::platform::throw_to_page(error.what());
    return 1;
  }
}
