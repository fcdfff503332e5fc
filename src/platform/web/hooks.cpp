// Calls the functions of Module.babbleHooks. exports.cpp describes them.
#include <emscripten.h>

#include "platform/web/web_program.h"

// clang-format off
EM_JS(void, babble_call_hook, (const char* name), {
  const hook = Module.babbleHooks && Module.babbleHooks[UTF8ToString(name)];
  if (hook) hook();
});

EM_JS(void, babble_call_hook_text, (const char* name, const char* text), {
  const hook = Module.babbleHooks && Module.babbleHooks[UTF8ToString(name)];
  if (hook) hook(UTF8ToString(text));
});

EM_JS(void, babble_call_download, (const char* name, const char* type, const void* bytes, int length), {
  const hook = Module.babbleHooks && Module.babbleHooks.download;
  if (hook) hook(UTF8ToString(name), UTF8ToString(type), bytes, length);
});

EM_JS(void, babble_call_text_focus, (int active, float x, float y), {
  const hook = Module.babbleHooks && Module.babbleHooks.textFocus;
  if (hook) hook(active !== 0, x, y);
});

EM_JS(int, babble_is_mac, (), { return /Mac|iPhone|iPad/.test(navigator.platform) ? 1 : 0; });

EM_JS(void, babble_throw, (const char* text), { throw new Error(UTF8ToString(text)); });
// clang-format on

namespace babble::platform {

bool page_is_on_a_mac() { return babble_is_mac() != 0; }
void throw_to_page(const char* text) { babble_throw(text); }

void hook_ready() { babble_call_hook("ready"); }
void hook_pump() { babble_call_hook("pump"); }
void hook_open_file() { babble_call_hook("openFile"); }
void hook_open_paste() { babble_call_hook("openPaste"); }
void hook_open_address() { babble_call_hook("openAddress"); }
void hook_open_home(const char* which) { babble_call_hook_text("openHome", which); }
void hook_copy(const char* text) { babble_call_hook_text("copy", text); }
void hook_theme(const char* name) { babble_call_hook_text("themeChanged", name); }
void hook_status(const char* text) { babble_call_hook_text("status", text); }
void hook_description(const char* text) { babble_call_hook_text("description", text); }
void hook_link(const char* text) { babble_call_hook_text("link", text); }
void hook_share(const char* text) { babble_call_hook_text("share", text); }
void hook_choice(const char* name) { babble_call_hook_text("choice", name); }

void hook_download(const app::Artifact& artifact) {
  babble_call_download(artifact.file_name.c_str(), artifact.media_type.c_str(),
                       artifact.bytes.data(), static_cast<int>(artifact.bytes.size()));
}

void hook_text_focus(bool active, float x, float y) {
  babble_call_text_focus(active ? 1 : 0, x, y);
}

}  // namespace babble::platform
