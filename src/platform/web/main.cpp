// The program in the page: one canvas, one frame per animation frame while there is anything to do.
#include <SDL.h>
#include <emscripten.h>
#include <emscripten/html5.h>
#include <emscripten/threading.h>

#include <cstdio>
#include <exception>

#include "core/base/error.h"
#include "platform/web/web_program.h"
#include "ui/base/imgui_all.h"
#include "ui/shell/description.h"
#include "ui/shell/status.h"

namespace babble::platform {
namespace {

// Without threads, so much of each frame (of 16 ms) goes into training.
constexpr double training_slice = 6;

// An animation frame costs the browser something even if nothing is drawn in it: several threads'
// work, a tenth of a core at 60 a second. After so many with nothing to do the loop only looks
// around now and then; input and the page's script wake it at once.
constexpr int patience = 30;            // frames
constexpr int look_around_every = 100;  // milliseconds

WebProgram* program = nullptr;

std::string& clipboard() {
  static std::string text;
  return text;
}

void create_window(WebProgram& web) {
  // Keys go to the canvas while it has the focus, not to the whole page.
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
    throw Error(std::string("This browser gives the page no WebGL 2: ") + SDL_GetError());
  }
}

void tell_page(WebProgram& web) {
  if (!web.first_frame_told) {
    web.first_frame_told = true;
    hook_ready();
  }
  const std::string theme = web.app_window->interface().dark() ? "dark" : "light";
  if (theme != web.theme) {
    web.theme = theme;
    hook_theme(theme.c_str());
  }
  const double now = web.app_window->seconds();
  // Browsers refuse a page that changes its address all the time.
  if (now - web.link_told_at > 0.5) {
    std::optional<std::string> link =
        web.app_window->interface().link(web.app_window->snapshot(), false);
    if (link && *link != web.link) {
      web.link = std::move(*link);
      web.link_told_at = now;
      hook_link(web.link.c_str());
    }
  } else {
    web.app_window->interface().wake(web.link_told_at + 0.55);
  }
  if (now - web.status_told_at < 1) {
    // What has changed meanwhile is said in a second, even if that was the last change for long.
    web.app_window->interface().wake(web.status_told_at + 1.05);
    return;
  }
  std::string description =
      ui::spoken_description(web.app_window->snapshot(), web.app_window->interface().chapter());
  if (description != web.description) {
    web.description = std::move(description);
    hook_description(web.description.c_str());
  }
  std::string status = ui::spoken_status(web.app_window->snapshot());
  if (status == web.status) return;
  web.status = std::move(status);
  web.status_told_at = now;
  hook_status(web.status.c_str());
}

void wake_loop() {
  if (program == nullptr) return;
  program->quiet_frames = 0;
  if (!program->resting) return;
  program->resting = false;
  // The pause takes back the look around that is due.
  emscripten_pause_main_loop();
  emscripten_set_main_loop_timing(EM_TIMING_RAF, 1);
  emscripten_resume_main_loop();
}

int wake_for_event(void*, SDL_Event* event) {
  if (event->type != SDL_POLLSENTINEL) wake_loop();  // that one is SDL's own, at every poll
  return 0;
}

void frame() {
  WebProgram& web = *program;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) web.app_window->handle(event);
  bool busy = !web.runner->threaded() && web.runner->pump(training_slice);
  if (web.app_window->frame()) {
    tell_page(web);
    busy = true;
  }
  if (busy) {
    wake_loop();
  } else if (!web.resting && ++web.quiet_frames >= patience) {
    web.resting = true;
    emscripten_set_main_loop_timing(EM_TIMING_SETTIMEOUT, look_around_every);
  }
}

void start() {
  auto web = std::make_unique<WebProgram>();
  create_window(*web);
  web->runner = std::make_unique<app::Runner>();
  PlatformCallbacks host;
  host.open_file = hook_open_file;
  host.open_paste = hook_open_paste;
  host.deliver = hook_download;
  host.open_address = hook_open_address;
  host.open_home = [](const std::string& which) { hook_open_home(which.c_str()); };
  host.share = [](const std::string& link) { hook_share(link.c_str()); };
  host.choice = [](const std::string& name) { hook_choice(name.c_str()); };
  host.glyphs = browser_glyphs;
  host.wake_loop = wake_loop;
  host.text_focus = [](bool active, float x, float y) {
    const auto& text = ImGui::GetCurrentContext()->InputTextState.TextA;
    hook_text_focus(active, x, y, active && text.Size > 0 ? text.Data : "");
  };
  web->app_window = std::make_unique<AppWindow>(web->window, *web->runner, std::move(host),
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
