// The vectors of a snapshot.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace babble::app {

/// An immutable vector with value semantics. Copies share one storage and assignment replaces it,
/// so copying a snapshot copies no element. Reads like a const std::vector.
template <class T>
class SharedVector {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;
  using iterator = const_iterator;

  SharedVector() = default;
  SharedVector(std::vector<T> values)
      : values_(values.empty() ? nullptr : std::make_shared<std::vector<T>>(std::move(values))) {}
  explicit SharedVector(std::shared_ptr<std::vector<T>> storage) : values_(std::move(storage)) {}
  SharedVector(std::initializer_list<T> values) : SharedVector(std::vector<T>(values)) {}

  const std::vector<T>& get() const {
    static const std::vector<T> none;
    return values_ ? *values_ : none;
  }
  operator const std::vector<T>&() const { return get(); }
  std::size_t size() const { return values_ ? values_->size() : 0; }
  bool empty() const { return size() == 0; }
  const T& operator[](std::size_t i) const { return (*values_)[i]; }
  const T& front() const { return values_->front(); }
  const T& back() const { return values_->back(); }
  const T* data() const { return get().data(); }
  const_iterator begin() const { return get().begin(); }
  const_iterator end() const { return get().end(); }
  auto rbegin() const { return get().rbegin(); }
  auto rend() const { return get().rend(); }

  /// Replaces the storage by a copy that nothing else shares yet, and returns it for changes. Valid
  /// until this vector is copied or assigned.
  std::vector<T>& edit() {
    values_ = std::make_shared<std::vector<T>>(get());
    return *values_;
  }
  /// Null: empty. Not to be changed.
  const std::shared_ptr<std::vector<T>>& storage() const { return values_; }
  bool shares_storage_with(const SharedVector& other) const { return values_ == other.values_; }

  friend bool operator==(const SharedVector& a, const SharedVector& b) {
    return a.values_ == b.values_ || a.get() == b.get();
  }

 private:
  std::shared_ptr<std::vector<T>> values_;  // null: empty
};

}  // namespace babble::app
