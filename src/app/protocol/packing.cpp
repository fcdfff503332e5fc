#include "app/protocol/packing.h"

#include <array>
#include <cstring>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "app/protocol/intent_fields.h"
#include "app/protocol/members.h"
#include "core/base/error.h"

namespace babble::app {
namespace {

template <class T>
constexpr bool is_plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>;

template <class T>
constexpr bool is_array = false;
template <class T, std::size_t size>
constexpr bool is_array<std::array<T, size>> = true;

template <class T>
constexpr bool is_shared_ptr = false;
template <class T>
constexpr bool is_shared_ptr<std::shared_ptr<T>> = true;

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;
template <>
constexpr bool is_list<std::string> = true;

/// Visits an intent's fields without their names.
template <class Visit>
struct Unnamed {
  Visit& visit;
  void operator()(const char*, auto& value) { visit(value); }
};

class PackWriter {
 public:
  PackWriter(const SnapshotPacker::Parts& known, std::uint64_t last_id)
      : known_(known), last_id_(last_id) {}

  void operator()(const auto&... values) { (write(values), ...); }

  std::string bytes;
  SnapshotPacker::Parts parts;  ///< those of these bytes
  std::uint64_t last_id() const { return last_id_; }

 private:
  template <class T>
  void write(const T& value) {
    if constexpr (is_plain<T>) {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else if constexpr (is_list<T>) {
      write(value.size());
      if constexpr (is_plain<typename T::value_type>)
        bytes.append(reinterpret_cast<const char*>(value.data()),
                     value.size() * sizeof(typename T::value_type));
      else
        for (const auto& item : value) write(item);
    } else if constexpr (is_array<T>) {
      for (const auto& item : value) write(item);
    } else if constexpr (is_shared_ptr<T>) {
      write_shared(value);
    } else if constexpr (requires { value.storage(); }) {
      write_shared(value.storage());
    } else {
      members(*this, value);
    }
  }

  template <class T>
  void write_shared(const std::shared_ptr<T>& shared) {
    if (!shared) return write(std::uint64_t{0});
    for (const SnapshotPacker::Parts* all :
         std::array<const SnapshotPacker::Parts*, 2>{&known_, &parts}) {
      const auto found = all->find(shared.get());
      if (found == all->end()) continue;
      write(found->second.id);
      parts.insert({found->first, found->second});
      return;
    }
    const std::uint64_t id = ++last_id_;
    write(id);
    parts.insert({shared.get(), {id, shared}});
    write(*shared);
  }

  const SnapshotPacker::Parts& known_;
  std::uint64_t last_id_;
};

class PackReader {
 public:
  PackReader(std::string_view bytes, SnapshotUnpacker::Parts known)
      : bytes_(bytes), known_(std::move(known)) {}

  void operator()(auto&... values) { (read(values), ...); }

  SnapshotUnpacker::Parts parts;  ///< those of these bytes

 private:
  template <class T>
  void read(T& value) {
    if constexpr (is_plain<T>) {
      std::memcpy(&value, take(sizeof value), sizeof value);
    } else if constexpr (is_list<T>) {
      std::size_t size = 0;
      read(size);
      if constexpr (is_plain<typename T::value_type>) {
        const std::size_t length = size * sizeof(typename T::value_type);
        const char* const from = take(length);
        value.resize(size);
        if (length > 0) std::memcpy(value.data(), from, length);
      } else {
        if (size > bytes_.size()) take(size);  // an item has at least a byte
        value.resize(size);
        for (auto& item : value) read(item);
      }
    } else if constexpr (is_array<T>) {
      for (auto& item : value) read(item);
    } else if constexpr (is_shared_ptr<T>) {
      value = read_shared<std::remove_const_t<typename T::element_type>>();
    } else if constexpr (requires { value.storage(); }) {
      using Storage = typename std::remove_cvref_t<decltype(value.storage())>::element_type;
      value = T(read_shared<std::remove_const_t<Storage>>());
    } else {
      members(*this, value);
    }
  }

  template <class T>
  std::shared_ptr<T> read_shared() {
    std::uint64_t id = 0;
    read(id);
    if (id == 0) return nullptr;
    for (const SnapshotUnpacker::Parts* all : {&known_, &parts}) {
      const auto found = all->find(id);
      if (found == all->end()) continue;
      parts.insert({found->first, found->second});
      return std::static_pointer_cast<T>(found->second);
    }
    auto shared = std::make_shared<T>();
    read(*shared);
    parts.insert({id, shared});
    return shared;
  }

  const char* take(std::size_t length) {
    if (length > bytes_.size()) throw Error("A message of the worker is incomplete.");
    const char* const begin = bytes_.data();
    bytes_.remove_prefix(length);
    return begin;
  }

  std::string_view bytes_;
  SnapshotUnpacker::Parts known_;
};

template <std::size_t index = 0>
Intent intent_with(std::size_t wanted) {
  if constexpr (index < std::variant_size_v<Intent>) {
    if (wanted == index) return Intent(std::in_place_index<index>);
    return intent_with<index + 1>(wanted);
  } else {
    throw Error("A message to the worker is no intent.");
  }
}

/// Visits the fields of an intent.
void visit_fields(auto& visit, auto& intent) {
  std::visit(
      [&visit](auto& one) {
        Unnamed<std::remove_reference_t<decltype(visit)>> unnamed{visit};
        if constexpr (!std::is_empty_v<std::remove_cvref_t<decltype(one)>>) fields(unnamed, one);
      },
      intent);
}

}  // namespace

std::string pack_intent(const Intent& intent) {
  const SnapshotPacker::Parts none;
  PackWriter writer(none, 0);
  writer(intent.index());
  visit_fields(writer, intent);
  return std::move(writer.bytes);
}

Intent unpack_intent(std::string_view bytes) {
  PackReader reader(bytes, {});
  std::size_t index = 0;
  reader(index);
  Intent intent = intent_with(index);
  visit_fields(reader, intent);
  return intent;
}

std::string SnapshotPacker::pack(const Snapshot& snapshot) {
  PackWriter writer(known_, last_id_);
  writer(snapshot);
  known_ = std::move(writer.parts);
  last_id_ = writer.last_id();
  return std::move(writer.bytes);
}

std::shared_ptr<const Snapshot> SnapshotUnpacker::unpack(std::string_view bytes) {
  PackReader reader(bytes, std::move(known_));
  known_.clear();
  auto snapshot = std::make_shared<Snapshot>();
  reader(*snapshot);
  known_ = std::move(reader.parts);
  return snapshot;
}

}  // namespace babble::app
