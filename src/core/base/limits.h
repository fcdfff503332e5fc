// Size limits. The tests try each limit and one past it.
#pragma once

#include <cstdint>

namespace babble::limits {

/// A TokenId has 16 bits; the largest id is this minus one.
constexpr int max_vocabulary = 65535;

/// Bigram models hold V×V tables: 5,000² counts of 8 bytes are 200 MB.
constexpr int max_bigram_vocabulary = 5000;

/// Bytes of a text. Reading running text takes up to 4 times as much memory: the file, a copy of it
/// if preprocessing changes it, and 2 bytes a token. The file and the tokens stay afterwards.
/// Shuffled lines add 8 bytes a line: names of 7 letters take 5 times the file, lines of one letter
/// 8 times.
constexpr std::uint64_t max_corpus_bytes = 256ull << 20;

/// Distinct words or characters of n-grams: three ids are packed into 64 bits.
constexpr std::uint64_t max_ngram_tokens = 1ull << 21;

/// Tokens of an n-gram of the model that counts them.
constexpr int max_order = 5;

constexpr int max_hidden_size = 4096;
constexpr int max_batch = 65536;
constexpr int max_time_steps = 4096;
constexpr int max_block_size = 1024;
constexpr int max_embedding = 4096;
constexpr int max_layers = 96;
constexpr int max_heads = 256;
constexpr int max_width = 4096;
/// Threads that one training run may use.
constexpr int max_threads = 64;

}  // namespace babble::limits
