#include "core/data/character_counts.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/base/utf8.h"

namespace babble {
namespace {

constexpr std::size_t plane = 0x10000, all_planes = 0x110000;
constexpr std::size_t ascii_block = std::size_t{1} << 30;  // 32-bit counters cannot overflow

/// Four tables used in turn. With a single table, a repeated byte would wait for its own store.
using ByteCounts = std::array<std::array<std::uint32_t, 128>, 4>;
void count_bytes(const unsigned char* text, std::size_t size, ByteCounts& counts) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= size; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) ++counts[k][text[i + k]];
  }
  for (; i < size; ++i) ++counts[0][text[i]];
}

/// Adds to `counts` and writes new characters at `fresh`. Returns the end of what it wrote.
char32_t* count_characters(std::string_view text, std::uint32_t* counts, char32_t* fresh) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = next_code_point(text, i);
    if (counts[point]++ == 0) *fresh++ = point;
  }
  return fresh;
}

unsigned char largest_byte(std::string_view text) noexcept {
  unsigned char largest = 0;
  for (const char c : text) largest = std::max(largest, static_cast<unsigned char>(c));
  return largest;
}

}  // namespace

void CharacterCounter::add(std::string_view text) {
  if (const unsigned char largest = largest_byte(text); largest < 0x80) {
    for (; !text.empty(); text.remove_prefix(std::min(ascii_block, text.size())))
      add_ascii(text.substr(0, ascii_block));
  } else {
    counts_.resize(std::max(counts_.size(), largest < 0xF0 ? plane : all_planes));
    const std::size_t known = order_.size();
    order_.resize(known + std::min(text.size(), all_planes));
    const char32_t* end = count_characters(text, counts_.data(), order_.data() + known);
    order_.resize(static_cast<std::size_t>(end - order_.data()));
  }
}

void CharacterCounter::add_ascii(std::string_view text) {
  counts_.resize(std::max(counts_.size(), std::size_t{128}));
  ByteCounts tables{};
  count_bytes(reinterpret_cast<const unsigned char*>(text.data()), text.size(), tables);
  const auto known = static_cast<std::ptrdiff_t>(order_.size());
  std::array<std::size_t, 128> first{};
  for (std::size_t c = 0; c < 128; ++c) {
    const std::uint32_t count = tables[0][c] + tables[1][c] + tables[2][c] + tables[3][c];
    if (count > 0 && counts_[c] == 0) {
      order_.push_back(static_cast<char32_t>(c));
      first[c] = text.find(static_cast<char>(c));
    }
    counts_[c] += count;
  }
  std::sort(order_.begin() + known, order_.end(),
            [&](char32_t a, char32_t b) { return first[a] < first[b]; });
}

std::vector<CharacterCount> CharacterCounter::counts() const {
  std::vector<CharacterCount> list;
  list.reserve(order_.size());
  for (const char32_t character : order_)
    list.push_back({character, std::int64_t{counts_[character]}});
  return list;
}

}  // namespace babble
