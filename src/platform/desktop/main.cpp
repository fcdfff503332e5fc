// babble-desktop: the interface in a window. usage_text has the options.
#include <SDL.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/protocol/intent_json.h"
#include "core/base/build_info.h"
#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"
#include "platform/common/app_window.h"
#include "platform/common/png.h"
#include "platform/desktop/system_fonts.h"

namespace babble::platform {
namespace {

struct Options {
  std::string link, chapter, theme = "auto", file, screenshot, state;
  int width = 1280, height = 800, frames = 0;
  double ratio = 1, play = 0, scroll = 0;
  std::vector<std::string> posts;
};

constexpr const char* usage_text =
    "usage: babble-desktop [OPTION]… [FILE]\n"
    "\n"
    "  FILE                 open this text or checkpoint\n"
    "  --chapter NAME       open this chapter\n"
    "  --link TEXT          open a link, the part of the page's address after \"#\"\n"
    "  --theme NAME         light, dark or auto\n"
    "  --size WxH           size of the window\n"
    "  --help               print this text\n"
    "  --version            print the version\n"
    "\n"
    "For tests:\n"
    "  --ratio R            draw R device pixels per pixel\n"
    "  --play SECONDS       train the chapter's model at the start\n"
    "  --frames N           end after N frames\n"
    "  --post JSON          post an intent at the start (may be repeated)\n"
    "  --scroll PIXELS      turn the wheel over the right column before the screenshot\n"
    "  --screenshot FILE    write the last frame as PNG\n"
    "  --state FILE         write the state as JSON, as window.babble.state() returns it\n";

double number(const std::string& option, const std::string& text, double low, double high) {
  const auto value = parse_real(text);
  if (!value || *value < low || *value > high) {
    throw Error(option + " must be a number from " + real_text(low) + " to " + real_text(high) +
                ", not " + in_quotes(text) + ".");
  }
  return *value;
}

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (!name.starts_with("--")) {
      options.file = name;
      continue;
    }
    if (i + 1 >= arguments.size())
      throw Error(name + " needs a value or is not an option. --help lists the options.");
    const std::string& value = arguments[++i];
    if (name == "--chapter") {
      options.chapter = value;
    } else if (name == "--theme") {
      options.theme = value;
    } else if (name == "--link") {
      options.link = value;
    } else if (name == "--data") {
      options.file = value;
    } else if (name == "--screenshot") {
      options.screenshot = value;
    } else if (name == "--state") {
      options.state = value;
    } else if (name == "--post") {
      options.posts.push_back(value);
    } else if (name == "--frames") {
      options.frames = static_cast<int>(number(name, value, 1, 1e6));
    } else if (name == "--play") {
      options.play = number(name, value, 0, 86400);
    } else if (name == "--ratio") {
      options.ratio = number(name, value, 0.5, 4);
    } else if (name == "--scroll") {
      options.scroll = number(name, value, -1e5, 1e5);
    } else if (name == "--size") {
      const std::size_t cross = value.find('x');
      options.width = static_cast<int>(number(name, value.substr(0, cross), 200, 8192));
      options.height = static_cast<int>(
          number(name, cross == std::string::npos ? "" : value.substr(cross + 1), 200, 8192));
    } else {
      throw Error(name + " is not an option. --help lists the options.");
    }
  }
  return options;
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw Error("The file " + path + " cannot be written.");
}

void write_screenshot(SDL_Window* window, const std::string& path) {
  int width = 0, height = 0;
  SDL_GL_GetDrawableSize(window, &width, &height);
  write_file(path, png_of_frame(0, 0, width, height));
}

// Saves a file in the working directory under a new name and returns its path.
std::string save_artifact(const app::Artifact& artifact) {
  namespace fs = std::filesystem;
  const fs::path wanted = fs::path(artifact.file_name).filename();
  fs::path path = fs::current_path() / wanted;
  for (int number = 2; fs::exists(path); ++number) {
    path = fs::current_path() /
           (wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
  }
  write_file(path.string(), artifact.bytes.text());
  return path.string();
}

struct Window {
  SDL_Window* window = nullptr;
  SDL_GLContext context = nullptr;

  explicit Window(const Options& options) {
    if (SDL_Init(SDL_INIT_VIDEO) != 0) fail("start the graphics");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
    window = SDL_CreateWindow("Babble", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                              static_cast<int>(options.width * options.ratio),
                              static_cast<int>(options.height * options.ratio),
                              SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (window == nullptr) fail("open a window");
    SDL_SetWindowMinimumSize(window, 360, 480);
    context = SDL_GL_CreateContext(window);
    if (context == nullptr) fail("use OpenGL 3.2");
    SDL_GL_MakeCurrent(window, context);
    SDL_GL_SetSwapInterval(options.screenshot.empty() ? 1 : 0);
  }
  ~Window() {
    if (context != nullptr) SDL_GL_DeleteContext(context);
    if (window != nullptr) SDL_DestroyWindow(window);
    SDL_Quit();
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  [[noreturn]] static void fail(const std::string& what) {
    throw Error("Babble cannot " + what + ": " + SDL_GetError() + ".");
  }
};

// The timeout of SDL_WaitEventTimeout, at least 1 ms if there is time left; -1 is infinite.
int milliseconds(double seconds) {
  constexpr double one_hour = 3600;
  if (seconds > one_hour) return -1;
  return seconds <= 0 ? 0 : static_cast<int>(std::ceil(seconds * 1000));
}

void run(const Options& options) {
  Window window(options);
  app::Runner runner;
  AppWindow* window_pointer = nullptr;
  PlatformCallbacks callbacks;
  callbacks.deliver = [&](const app::Artifact& artifact) {
    try {
      window_pointer->interface().say("Saved as " + save_artifact(artifact) + ".", false);
    } catch (const std::exception& error) {
      window_pointer->interface().say(error.what(), true);
    }
  };
  SystemFonts fonts;
  callbacks.glyphs = [&](std::span<const char32_t> points, int em) {
    return fonts.draw(points, em);
  };
  callbacks.share = [&](const std::string& link) {
    SDL_SetClipboardText(("#" + link).c_str());
    window_pointer->interface().say(
        "The link is copied. Append it to the page’s address, or pass it to babble-desktop --link.",
        false);
  };
  AppWindow app_window(window.window, runner, callbacks, ui::Capabilities{},
                       static_cast<float>(options.ratio));
  window_pointer = &app_window;
  if (!options.link.empty())
    app_window.interface().open_link(options.link.substr(options.link.find('#') + 1));
  if (!options.chapter.empty() && !app_window.interface().show_chapter(options.chapter)) {
    throw Error("There is no chapter " + in_quotes(options.chapter) + ".");
  }
  if (options.link.empty() && !app_window.interface().set_theme(options.theme)) {
    throw Error("There is no theme " + in_quotes(options.theme) + ".");
  }
  // Each snapshot wakes the main loop, which otherwise sleeps until the next event.
  const Uint32 snapshot_event = SDL_RegisterEvents(1);
  runner.set_on_publish([snapshot_event] {
    SDL_Event event{};
    event.type = snapshot_event;
    SDL_PushEvent(&event);
  });
  runner.start_thread();
  if (!options.file.empty()) app_window.open_path(options.file);
  app_window.frame();  // activates the chapter's model
  for (const std::string& post : options.posts) runner.post(app::parse_intent(post));

  const bool scripted = options.frames > 0 || !options.screenshot.empty();
  const double start = app_window.seconds();
  if (options.play > 0) runner.post(app::Play{});
  bool paused = options.play <= 0, scrolled = false;
  int drawn = 0;
  for (bool running = true; running;) {
    double timeout = scripted ? 0.008 : app_window.seconds_until_frame();
    if (!paused) timeout = std::min(timeout, start + options.play - app_window.seconds());
    SDL_Event event;
    if (SDL_WaitEventTimeout(&event, milliseconds(timeout)) != 0) {
      do {
        if (event.type == SDL_QUIT) running = false;
        app_window.handle(event);
      } while (SDL_PollEvent(&event) != 0);
    }
    const double now = app_window.seconds() - start;
    if (!paused && now >= options.play) {
      paused = true;
      runner.post(app::Pause{});
    }
    if (paused && !scrolled && options.scroll != 0) {
      scrolled = true;
      app_window.input().mouse_move(static_cast<float>(options.width) - 60,
                                    static_cast<float>(options.height) / 2);
      for (double left = options.scroll; left > 0; left -= 100) app_window.input().wheel(0, -1);
      drawn = 0;
    }
    if (scripted) app_window.wake(1);
    if (app_window.frame()) {
      ++drawn;
      // Read the frame before the swap, which may discard it.
      const bool done = scripted && paused && now > options.play + 0.6 && drawn >= options.frames &&
                        drawn >= 30 && !app_window.snapshot().busy;
      if (done && !options.screenshot.empty()) write_screenshot(window.window, options.screenshot);
      if (done && !options.state.empty()) write_file(options.state, json_text(app_window.state()));
      if (done) running = false;
      SDL_GL_SwapWindow(window.window);
    }
  }
}

}  // namespace
}  // namespace babble::platform

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto has = [&](const char* option) { return std::ranges::count(arguments, option) > 0; };
    if (has("--help") || has("-h")) {
      std::fputs(babble::platform::usage_text, stdout);
    } else if (has("--version")) {
      std::printf("babble-desktop %s (%s)\n", babble::version.data(), babble::build_text().c_str());
    } else {
      babble::platform::run(babble::platform::parse(arguments));
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
