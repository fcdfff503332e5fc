#include "platform/common/app_window.h"

#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <memory>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "platform/common/gl.h"
#include "platform/common/png.h"
#include "ui/base/fonts.h"
#include "ui/base/imgui_all.h"

namespace babble::platform {
namespace {

#ifdef __EMSCRIPTEN__
constexpr const char* shader_version = "#version 300 es";
#else
constexpr const char* shader_version = "#version 150";
#endif

// In the order of ImGuiMouseCursor_.
constexpr SDL_SystemCursor cursor_kinds[] = {
    SDL_SYSTEM_CURSOR_ARROW,    SDL_SYSTEM_CURSOR_IBEAM,  SDL_SYSTEM_CURSOR_SIZEALL,
    SDL_SYSTEM_CURSOR_SIZENS,   SDL_SYSTEM_CURSOR_SIZEWE, SDL_SYSTEM_CURSOR_SIZENESW,
    SDL_SYSTEM_CURSOR_SIZENWSE, SDL_SYSTEM_CURSOR_HAND,   SDL_SYSTEM_CURSOR_NO};

constexpr double slow_frame_interval = 0.05;  // seconds

std::string base_name(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

int key_index(SDL_Keycode key) {
  switch (key) {
    case SDLK_LEFT:
      return ui::key_left;
    case SDLK_RIGHT:
      return ui::key_right;
    case SDLK_UP:
      return ui::key_up;
    case SDLK_DOWN:
      return ui::key_down;
    case SDLK_PAGEUP:
      return ui::key_page_up;
    case SDLK_PAGEDOWN:
      return ui::key_page_down;
    case SDLK_HOME:
      return ui::key_home;
    case SDLK_END:
      return ui::key_end;
    case SDLK_INSERT:
      return ui::key_insert;
    case SDLK_KP_ENTER:
      return ui::key_keypad_enter;
    default:
      return key > 0 && key < 128 ? key : 0;  // SDL's keys below 128 are ASCII
  }
}

AppWindow::AppWindow(SDL_Window* window, app::Runner& runner, PlatformCallbacks callbacks,
                     ui::Capabilities capabilities, float points)
    : window_(window),
      runner_(runner),
      callbacks_(std::move(callbacks)),
      font_loader_(callbacks_.glyphs, [this] { return seconds(); }),
      interface_(textures_, capabilities),
      points_(points) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.BackendPlatformName = "babble";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  ui::map_keys(io);
  io.SetClipboardTextFn = [](void*, const char* text) { SDL_SetClipboardText(text); };
  io.GetClipboardTextFn = [](void*) -> const char* {
    static std::string text;
    char* clipboard = SDL_GetClipboardText();
    text = clipboard != nullptr ? clipboard : "";
    SDL_free(clipboard);
    return text.c_str();
  };
  for (std::size_t i = 0; i < cursors_.size(); ++i) {
    cursors_[i] = SDL_CreateSystemCursor(cursor_kinds[i]);
  }
  ImGui_ImplOpenGL3_Init(shader_version);
  artifact_ = snapshot().artifact.id;
}

AppWindow::~AppWindow() {
  textures_.clear();
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext();
  for (SDL_Cursor* cursor : cursors_) SDL_FreeCursor(cursor);
}

double AppWindow::seconds() const {
  return static_cast<double>(SDL_GetPerformanceCounter()) /
         static_cast<double>(SDL_GetPerformanceFrequency());
}

void AppWindow::wake(int frames) {
  frames_due_ = std::max(frames_due_, frames);
  if (callbacks_.wake_loop) callbacks_.wake_loop();
}

void AppWindow::handle_finger(const SDL_TouchFingerEvent& event) {
  const auto phase = event.type == SDL_FINGERDOWN ? ui::InputQueue::Phase::begin
                     : event.type == SDL_FINGERUP ? ui::InputQueue::Phase::end
                                                  : ui::InputQueue::Phase::move;
  input_.touch(event.fingerId, phase, event.x * static_cast<float>(width_),
               event.y * static_cast<float>(height_), seconds());
}

void AppWindow::handle(const SDL_Event& event) {
  switch (event.type) {
    case SDL_MOUSEMOTION:
      if (event.motion.which == SDL_TOUCH_MOUSEID) return;
      input_.mouse_move(static_cast<float>(event.motion.x) / points_,
                        static_cast<float>(event.motion.y) / points_);
      break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: {
      if (event.button.which == SDL_TOUCH_MOUSEID) return;
      input_.mouse_move(static_cast<float>(event.button.x) / points_,
                        static_cast<float>(event.button.y) / points_);
      const int button = event.button.button == SDL_BUTTON_LEFT    ? 0
                         : event.button.button == SDL_BUTTON_RIGHT ? 1
                                                                   : 2;
      input_.mouse_button(button, event.type == SDL_MOUSEBUTTONDOWN);
      break;
    }
    case SDL_MOUSEWHEEL:
      input_.wheel(event.wheel.preciseX, event.wheel.preciseY);
      break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
      handle_finger(event.tfinger);
      break;
    case SDL_KEYDOWN:
    case SDL_KEYUP: {
      const auto mods = static_cast<unsigned>(event.key.keysym.mod);
      input_.modifiers((mods & KMOD_CTRL) != 0, (mods & KMOD_SHIFT) != 0, (mods & KMOD_ALT) != 0,
                       (mods & KMOD_GUI) != 0);
      const int index = key_index(event.key.keysym.sym);
      if (event.type == SDL_KEYDOWN && index == 'v' && (mods & (KMOD_CTRL | KMOD_GUI)) != 0 &&
          !ImGui::GetIO().WantTextInput && !callbacks_.open_paste) {
        interface_.offer_text(ImGui::GetClipboardText());
      }
      if (index > 0) input_.key(index, event.type == SDL_KEYDOWN);
      break;
    }
    case SDL_TEXTINPUT:
      input_.text(event.text.text);
      break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) input_.release_all();
      if (event.window.event == SDL_WINDOWEVENT_LEAVE) input_.mouse_leave();
      break;
    case SDL_DROPFILE:
      if (interface_.takes_texts()) open_path(event.drop.file);
      SDL_free(event.drop.file);
      break;
    default:
      return;
  }
  wake();
}

void AppWindow::open_path(const std::string& path) {
  // C functions, because C++ streams would make the web program larger.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (!file) {
    interface_.say("The file " + path + " cannot be read. Check the path and its permissions.",
                   true);
    wake();
    return;
  }
  std::string bytes;
  // Beyond the limit the session rejects the text, so there is no need to read on.
  std::array<char, 1 << 16> chunk;
  std::size_t count = 0;
  do {
    count = std::fread(chunk.data(), 1, chunk.size(), file.get());
    bytes.append(chunk.data(), count);
  } while (count > 0 && bytes.size() <= limits::max_corpus_bytes);
  if (std::ferror(file.get()) != 0) {
    interface_.say("An error occurred while reading the file " + path + ".", true);
    wake();
    return;
  }
  open_bytes(base_name(path), std::move(bytes));
}

void AppWindow::open_bytes(std::string name, std::string bytes) {
  runner_.post(app::OpenBytes{std::move(name), std::move(bytes)});
  wake();
}

void AppWindow::context_lost() {
  lost_ = true;
  textures_.forget();
}

void AppWindow::context_restored() {
  lost_ = false;
  textures_.forget();
  // Restart the backend, which would otherwise assume that its buffers have their old sizes.
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplOpenGL3_Init(shader_version);
  fonts_made_ = false;
  make_fonts();
  wake();
}

void AppWindow::make_fonts() {
  ImGuiIO& io = ImGui::GetIO();
  GLint largest = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
  interface_.set_fonts(
      font_loader_.load(*io.Fonts, ratio_, interface_.glyphs(), std::max<int>(largest, 2048)));
  io.FontGlobalScale = 1 / ratio_;
  if (fonts_made_) {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  } else {
    ImGui_ImplOpenGL3_CreateDeviceObjects();  // includes the font texture
  }
  // Free the pixels (up to several MB), which are now on the graphics card.
  io.Fonts->ClearTexData();
  fonts_made_ = true;
}

void AppWindow::measure() {
  int width = 0, height = 0, pixels_x = 0, pixels_y = 0;
  SDL_GetWindowSize(window_, &width, &height);
  SDL_GL_GetDrawableSize(window_, &pixels_x, &pixels_y);
  width = static_cast<int>(std::lround(static_cast<float>(width) / points_));
  height = static_cast<int>(std::lround(static_cast<float>(height) / points_));
  const float ratio = width > 0 ? static_cast<float>(pixels_x) / static_cast<float>(width) : 1.0f;
  if (width != width_ || height != height_ || ratio != ratio_) wake();
  const bool fonts_stale = std::fabs(ratio - ratio_) > 1e-3f;
  width_ = width;
  height_ = height;
  ratio_ = ratio;
  if (fonts_stale && ratio > 0) make_fonts();
}

void AppWindow::update_cursor() {
  const ImGuiMouseCursor cursor = ImGui::GetMouseCursor();
  if (cursor < 0 || static_cast<std::size_t>(cursor) >= cursors_.size()) return;
  SDL_Cursor* wanted = cursors_[static_cast<std::size_t>(cursor)];
  if (wanted != nullptr && wanted != SDL_GetCursor()) SDL_SetCursor(wanted);
}

void AppWindow::handle_requests() {
  const ui::Requests requests = interface_.take_requests();
  if (requests.open_file && callbacks_.open_file) callbacks_.open_file();
  if (requests.open_paste && callbacks_.open_paste) callbacks_.open_paste();
  if (!requests.open_path.empty()) open_path(requests.open_path);
  if (requests.open_address && callbacks_.open_address) callbacks_.open_address();
  if (!requests.open_home.empty() && callbacks_.open_home) callbacks_.open_home(requests.open_home);
  if (requests.share && callbacks_.share)
    callbacks_.share(interface_.link(snapshot(), true).value_or(std::string()));
  if (!requests.choice.empty() && callbacks_.choice) callbacks_.choice(requests.choice);
  if (!callbacks_.deliver) return;
  for (const app::Artifact& file : requests.files) callbacks_.deliver(file);
  for (const ui::PictureRequest& picture : requests.pictures) deliver_picture(picture);
}

void AppWindow::deliver_picture(const ui::PictureRequest& request) {
  const ui::Rectangle& place = request.place;
  const auto pixel = [&](float points) { return static_cast<int>(std::lround(points * ratio_)); };
  const int left = std::max(pixel(place.x), 0), top = std::max(pixel(place.y), 0);
  const int right = std::min(pixel(place.x + place.width), pixel(static_cast<float>(width_)));
  const int bottom = std::min(pixel(place.y + place.height), pixel(static_cast<float>(height_)));
  if (right <= left || bottom <= top) return;
  app::Artifact file;
  file.file_name = request.file_name;
  file.media_type = "image/png";
  try {
    file.bytes = app::SharedBytes(png_of_frame(left, pixel(static_cast<float>(height_)) - bottom,
                                               right - left, bottom - top));
    callbacks_.deliver(file);
  } catch (const Error& error) {
    interface_.say(error.what(), true);
  }
}

void AppWindow::deliver_artifact(const app::Snapshot& snapshot) {
  if (snapshot.artifact.id == artifact_) return;
  artifact_ = snapshot.artifact.id;
  if (artifact_ != 0 && callbacks_.deliver) callbacks_.deliver(snapshot.artifact);
}

void AppWindow::report_text_focus() {
  const bool wanted = ImGui::GetIO().WantTextInput;
  if (wanted == text_wanted_) return;
  text_wanted_ = wanted;
  const ui::Caret caret = ui::caret_position();
  if (callbacks_.text_focus) callbacks_.text_focus(wanted, caret.x, caret.y);
}

double AppWindow::seconds_until_frame() const {
  if (lost_ || width_ <= 0 || height_ <= 0) return std::numeric_limits<double>::infinity();
  if (frames_due_ > 0) return 0;
  const double until_wake = std::max(interface_.wake_at() - seconds(), 0.0);
  const bool loading = fonts_made_ && font_loader_.pending(interface_.glyphs());
  return loading ? std::min(until_wake, 0.008) : until_wake;
}

bool AppWindow::frame() {
  if (lost_) return false;
  measure();
  const std::shared_ptr<const app::Snapshot> shown = runner_.latest();
  const double now = seconds();
  deliver_artifact(*shown);
  ImGuiIO& io = ImGui::GetIO();
  if (fonts_made_ && font_loader_.prepare(interface_.glyphs())) {
    make_fonts();
    wake();
  }
  if (input_.feed(io, now)) wake(2);
  if (shown->revision != drawn_revision_) {
    if (slow_display_)
      interface_.wake(last_frame_ + slow_frame_interval);
    else
      wake(1);
  }
  if (frames_due_ <= 0 && now < interface_.wake_at()) return false;
  if (width_ <= 0 || height_ <= 0) return false;
  frames_due_ = std::max(frames_due_ - 1, 0);
  drawn_revision_ = shown->revision;

  io.DisplaySize = ImVec2(static_cast<float>(width_), static_cast<float>(height_));
  io.DisplayFramebufferScale = ImVec2(ratio_, ratio_);
  io.DeltaTime = static_cast<float>(std::clamp(now - last_frame_, 1e-4, 0.1));
  last_frame_ = now;
  float dx = 0, dy = 0;
  input_.take_scroll(dx, dy);
  if (dy != 0) interface_.drag_scroll(dx, dy);
  float zoom = 1;
  if (input_.take_pinch(zoom, dx, dy)) interface_.pinch(zoom, dx, dy);
  interface_.set_touch(input_.is_touch());

  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  interface_.draw(*shown, intents_, now);
  ImGui::Render();
  glViewport(0, 0, static_cast<int>(static_cast<float>(width_) * ratio_),
             static_cast<int>(static_cast<float>(height_) * ratio_));
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  update_cursor();

  if (!intents_.empty()) wake();
  for (app::Intent& intent : intents_) runner_.post(std::move(intent));
  intents_.clear();
  handle_requests();
  report_text_focus();
  work_[frames_drawn_ % work_.size()] = static_cast<float>((seconds() - now) * 1000);
  ++frames_drawn_;
  return true;
}

}  // namespace babble::platform
