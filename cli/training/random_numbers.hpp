#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace aimcert::cli {

/// Random numbers that are the same on every platform: the engine is fixed by the C++ standard, and the distributions,
/// which the standard leaves open, are spelled out here.
class RandomNumbers {
public:
    explicit RandomNumbers(std::uint64_t seed) : engine_(seed) {}

    /// Streams of one seed have nothing in common, nor have those of different seeds.
    RandomNumbers(std::uint64_t seed, std::uint64_t stream) {
        std::seed_seq words{low(seed), high(seed), low(stream), high(stream)};
        engine_.seed(words);
    }

    /// Uniform on the multiples of 2⁻⁵³ in [0, 1).
    double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

    /// Uniform on 0..count-1, count >= 1. Draws beyond the largest multiple of `count` are repeated.
    std::uint64_t index(std::uint64_t count) {
        const std::uint64_t unbiased = UINT64_MAX - UINT64_MAX % count;
        std::uint64_t draw = engine_();
        while (draw >= unbiased) draw = engine_();
        return draw % count;
    }

    /// Standard normal, from two uniform numbers (Box and Muller).
    double normal() {
        const double radius = std::sqrt(-2 * std::log1p(-uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

private:
    static std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
    static std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }

    std::mt19937_64 engine_;
};

}  // namespace aimcert::cli
