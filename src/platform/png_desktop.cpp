#include "platform/png_desktop.h"

#include <algorithm>
#include <array>

namespace babble::platform {
namespace {

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFu));
  }
}

// CRC-32 as in the PNG specification, annex D.
std::uint32_t crc32(const std::string& bytes, std::size_t from) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = from; i < bytes.size(); ++i) {
    crc ^= static_cast<std::uint8_t>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

void append_chunk(std::string& out, const char* type, const std::string& body) {
  append_u32(out, static_cast<std::uint32_t>(body.size()));
  const std::size_t from = out.size();
  out += type;
  out += body;
  append_u32(out, crc32(out, from));
}

// zlib's format with stored blocks of at most 65,535 bytes (RFC 1950 and 1951).
std::string stored_deflate(const std::string& raw) {
  std::string out("\x78\x01", 2);
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t size = std::min<std::size_t>(raw.size() - at, 65535);
    const bool last = at + size == raw.size();
    out.push_back(last ? '\x01' : '\x00');
    for (const std::size_t word : {size, ~size}) {
      out.push_back(static_cast<char>(word & 0xFFu));
      out.push_back(static_cast<char>(word >> 8 & 0xFFu));
    }
    out.append(raw, at, size);
    at += size;
  }
  std::uint32_t a = 1, b = 0;
  for (const char byte : raw) {
    a = (a + static_cast<std::uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  append_u32(out, b << 16 | a);
  return out;
}

}  // namespace

std::string png_bytes(int width, int height, std::span<const std::uint8_t> rgb) {
  std::string header;
  append_u32(header, static_cast<std::uint32_t>(width));
  append_u32(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB, no interlacing
  std::string raw;
  const auto line = static_cast<std::size_t>(width) * 3;
  for (std::size_t row = 0; row < static_cast<std::size_t>(height); ++row) {
    raw.push_back('\0');  // no filter
    raw.append(reinterpret_cast<const char*>(rgb.data()) + row * line, line);
  }
  std::string out("\x89PNG\r\n\x1a\n", 8);
  append_chunk(out, "IHDR", header);
  append_chunk(out, "IDAT", stored_deflate(raw));
  append_chunk(out, "IEND", "");
  return out;
}

}  // namespace babble::platform
