// The safetensors file format: named tensors and a map of strings, read by PyTorch and numpy.
//   8 bytes  length n of the header, little-endian
//   n bytes  JSON {"__metadata__": {strings}, name: {"dtype", "shape", "data_offsets": [begin,
//   end]}} the rest the tensors, one after the other without gaps, row-major, little-endian
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace babble {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie");

class SafetensorsWriter {
 public:
  std::map<std::string, std::string> metadata;

  /// float (F32) or std::int64_t (I64); as many values as the shape says.
  template <class Value>
  void add(std::string name, std::vector<std::int64_t> shape, std::span<const Value> values) {
    static_assert(std::is_same_v<Value, float> || std::is_same_v<Value, std::int64_t>);
    const std::size_t size = values.size_bytes();
    entries_.push_back({std::move(name), std::is_same_v<Value, float> ? "F32" : "I64",
                        std::move(shape), data_.size(), data_.size() + size});
    data_.resize(data_.size() + size);
    if (size > 0) std::memcpy(data_.data() + data_.size() - size, values.data(), size);
  }
  std::string bytes() const;

 private:
  struct Entry {
    std::string name, dtype;
    std::vector<std::int64_t> shape;
    std::size_t begin, end;  // in data_
  };
  std::vector<Entry> entries_;
  std::string data_;
};

/// A file that was checked; it looks into the bytes it was read from.
struct SafetensorsFile {
  struct Entry {
    std::string name, dtype;  // dtype F32 or I64
    std::vector<std::int64_t> shape;
    std::string_view data;  // as many bytes as dtype and shape ask for
  };
  std::map<std::string, std::string> metadata;
  std::vector<Entry> entries;  // in the order of their data

  /// Throws Error that says what is wrong with the bytes.
  static SafetensorsFile read(std::string_view bytes);
  const Entry* find(std::string_view name) const;

  /// The values of an entry; Value must be the type that its dtype names.
  template <class Value>
  std::vector<Value> values(const Entry& entry) const {
    std::vector<Value> out(entry.data.size() / sizeof(Value));
    if (!out.empty()) std::memcpy(out.data(), entry.data.data(), out.size() * sizeof(Value));
    return out;
  }
};

/// Whether bytes begin like a safetensors file; says nothing about the rest.
bool looks_like_safetensors(std::string_view bytes);

}  // namespace babble
