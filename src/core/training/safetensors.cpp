#include "core/training/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/shown_text.h"

namespace babble {
namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t length_bytes = 8;
// The format's own limit.
constexpr std::uint64_t largest_header = 100'000'000;
constexpr std::int64_t largest_extent = std::int64_t{1} << 31;

[[noreturn]] void refuse_file(const std::string& reason) {
  throw Error("This is not a sound safetensors file: " + reason +
              ". It may have been cut off while it was copied.");
}

std::uint64_t header_length(std::string_view bytes) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), length_bytes);
  return length;
}

// Bytes of one value, or none for a type that is not read here.
std::optional<std::uint64_t> value_size(std::string_view dtype) {
  if (dtype == "F32") return 4;
  if (dtype == "I64") return 8;
  return std::nullopt;
}

std::uint64_t natural_number(const json& value, const std::string& what) {
  if (!value.is_number_integer() || (value.is_number_integer() && !value.is_number_unsigned())) {
    refuse_file(what + " is not a whole number of 0 or more");
  }
  return value.get<std::uint64_t>();
}

SafetensorsFile::Entry read_entry(const std::string& name, const json& value, std::string_view data,
                                  std::uint64_t& begin) {
  const std::string tensor = "tensor " + in_quotes(name);
  if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets")) {
    refuse_file(tensor + " lacks its dtype, shape or data_offsets");
  }
  if (!value["dtype"].is_string()) refuse_file(tensor + " has a dtype that is not a text");
  SafetensorsFile::Entry entry;
  entry.name = name;
  entry.dtype = value["dtype"].get<std::string>();
  const std::optional<std::uint64_t> size = value_size(entry.dtype);
  if (!size)
    refuse_file(tensor + " has the dtype " + in_quotes(entry.dtype) +
                ", and only F32 and I64 are read");

  const json& shape = value["shape"];
  if (!shape.is_array() || shape.size() > 8)
    refuse_file(tensor + " has a shape that is not a list");
  std::uint64_t bytes = *size;
  for (const json& extent : shape) {
    const std::uint64_t count = natural_number(extent, "the shape of " + tensor);
    if (count > static_cast<std::uint64_t>(largest_extent) ||
        (count > 0 && bytes > data.size() / count)) {
      refuse_file(tensor + " is larger than the file");
    }
    bytes *= count;
    entry.shape.push_back(static_cast<std::int64_t>(count));
  }

  const json& offsets = value["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2) {
    refuse_file(tensor + " has data_offsets that are not two numbers");
  }
  begin = natural_number(offsets[0], "the beginning of " + tensor);
  const std::uint64_t end = natural_number(offsets[1], "the end of " + tensor);
  if (begin > end || end > data.size()) refuse_file(tensor + " lies outside the file");
  if (end - begin != bytes) refuse_file(tensor + " has not as many bytes as its shape asks for");
  entry.data = data.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(bytes));
  return entry;
}

}  // namespace

std::string SafetensorsWriter::bytes() const {
  json header;
  header["__metadata__"] = metadata;
  for (const Entry& entry : entries_) {
    header[entry.name] = {
        {"dtype", entry.dtype}, {"shape", entry.shape}, {"data_offsets", {entry.begin, entry.end}}};
  }
  // Text of a user's own, such as a file name, may not be UTF-8.
  std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');  // so that the tensors are aligned
  const std::uint64_t length = text.size();
  std::string out(length_bytes, '\0');
  std::memcpy(out.data(), &length, length_bytes);
  return out + text + data_;
}

SafetensorsFile SafetensorsFile::read(std::string_view bytes) {
  if (bytes.size() < length_bytes) refuse_file("it is shorter than 8 bytes");
  const std::uint64_t length = header_length(bytes);
  if (length > largest_header || length > bytes.size() - length_bytes) {
    refuse_file("its header is said to be longer than the file");
  }
  const std::string_view text = bytes.substr(length_bytes, static_cast<std::size_t>(length));
  const std::string_view data = bytes.substr(length_bytes + static_cast<std::size_t>(length));
  const json header = parse_json(text);
  if (header.is_discarded() || !header.is_object()) refuse_file("its header is not a JSON object");

  SafetensorsFile file;
  std::vector<std::pair<std::uint64_t, Entry>> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == "__metadata__") {
      if (!value.is_object()) refuse_file("its metadata are not a JSON object");
      for (const auto& [key, entry] : value.items()) {
        if (!entry.is_string()) refuse_file("its metadata hold something that is not a text");
        file.metadata[key] = entry.get<std::string>();
      }
      continue;
    }
    std::uint64_t begin = 0;
    Entry entry = read_entry(name, value, data, begin);
    entries.emplace_back(begin, std::move(entry));
  }
  // An empty tensor comes before the one that begins at the same place.
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.data.size()) < std::pair(b.first, b.second.data.size());
  });
  std::uint64_t expected = 0;
  for (auto& [begin, entry] : entries) {
    if (begin != expected)
      refuse_file("tensor " + in_quotes(entry.name) + " overlaps another or leaves a gap");
    expected += entry.data.size();
    file.entries.push_back(std::move(entry));
  }
  if (expected != data.size()) refuse_file("it has bytes after its last tensor");
  return file;
}

const SafetensorsFile::Entry* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

bool looks_like_safetensors(std::string_view bytes) {
  return bytes.size() > length_bytes && bytes[length_bytes] == '{' &&
         header_length(bytes) <= largest_header;
}

}  // namespace babble
