#ifndef CHASSIS_AUTH_VERIFIED_CACHE_H_
#define CHASSIS_AUTH_VERIFIED_CACHE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/time/time.h"
#include "chassis/core/mutex.h"

namespace duaal::auth {

// Remembers what a verified token said until the token expires. The key is the token's SHA-256, so that no
// usable token lies in memory. Holds at most `capacity` entries, in two generations: when the young one is
// full the old one is dropped whole, which bounds memory and time without a list to maintain. Thread-safe.
template <typename T>
class VerifiedCache {
 public:
  explicit VerifiedCache(std::size_t capacity) : generation_size_(capacity / 2 / kShards + 1) {}

  // Nothing when unknown or expired. `key` holds 32 bytes.
  [[nodiscard]] std::shared_ptr<const T> Find(const std::string& key, absl::Time now) const {
    Shard& shard = ShardOf(key);
    const MutexLock lock(shard.mutex);
    for (const Map* map : {&shard.young, &shard.old}) {
      const auto found = map->find(key);
      if (found != map->end()) return now < found->second.expires ? found->second.value : nullptr;
    }
    return nullptr;
  }

  void Put(const std::string& key, std::shared_ptr<const T> value, absl::Time expires) {
    Shard& shard = ShardOf(key);
    const MutexLock lock(shard.mutex);
    if (shard.young.size() >= generation_size_) {
      shard.old = std::move(shard.young);
      shard.young = Map();
    }
    shard.young.insert_or_assign(key, Entry{std::move(value), expires});
  }

  [[nodiscard]] std::size_t size() const {
    std::size_t size = 0;
    for (Shard& shard : shards_) {
      const MutexLock lock(shard.mutex);
      size += shard.young.size() + shard.old.size();
    }
    return size;
  }

 private:
  static constexpr std::size_t kShards = 8;
  struct Entry {
    std::shared_ptr<const T> value;
    absl::Time expires;
  };
  // The key is a hash already.
  struct FirstBytes {
    std::size_t operator()(const std::string& key) const {
      std::size_t hash = 0;
      std::memcpy(&hash, key.data(), std::min(key.size(), sizeof(hash)));
      return hash;
    }
  };
  using Map = std::unordered_map<std::string, Entry, FirstBytes>;
  struct Shard {
    Mutex mutex;
    Map young ABSL_GUARDED_BY(mutex);
    Map old ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardOf(const std::string& key) const {
    return shards_[static_cast<unsigned char>(key.back()) % kShards];
  }

  std::size_t generation_size_;
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace duaal::auth

#endif  // CHASSIS_AUTH_VERIFIED_CACHE_H_
