#include "platform/common/gl_textures.h"

#include "platform/common/gl.h"

namespace babble::platform {

std::uintptr_t GlTextures::update(std::string_view name, int width, int height,
                                  std::span<const ui::Color> pixels, std::uint64_t revision) {
  auto place = textures_.find(name);
  const bool is_new = place == textures_.end();
  if (is_new) {
    place = textures_.emplace(std::string(name), Texture{}).first;
    glGenTextures(1, &place->second.id);
  }
  Texture& texture = place->second;
  if (!is_new && texture.revision == revision && texture.width == width &&
      texture.height == height) {
    return texture.id;
  }
  texture.revision = revision;
  texture.width = width;
  texture.height = height;
  glBindTexture(GL_TEXTURE_2D, texture.id);
  if (is_new) {
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               pixels.data());
  return texture.id;
}

void GlTextures::clear() {
  for (const auto& [name, texture] : textures_) glDeleteTextures(1, &texture.id);
  textures_.clear();
}

}  // namespace babble::platform
