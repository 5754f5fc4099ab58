#include "bench/medians.hpp"
#include "core/device/fused_update.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <map>

namespace {

using namespace aimcert;

constexpr std::array sizes = {64, 128, 256, 512, 1024, 2048, 4096};

/// A square layer with everything an update may read. The rate is so small that no weight leaves its binade.
template <class S>
struct Layer {
    Matrix<S> w, gradient;
    Vector<S> delta, x, scratch;
    S learning_rate = S(1e-9), inverse_tau = S(1);

    explicit Layer(Eigen::Index n)
        : w(Matrix<S>::Constant(n, n, S(0.3))), gradient(Matrix<S>::Constant(n, n, S(0.1))), scratch(n) {
        delta = Vector<S>::LinSpaced(n, S(-1), S(1));
        x = Vector<S>::LinSpaced(n, S(1), S(-0.5));
    }
};

/// One layer for all kernels of a size: a kernel and its limit meet the same alignment and the same pages.
template <class S>
Layer<S>& layer_of(const benchmark::State& state) {
    static std::map<Eigen::Index, Layer<S>> layers;
    return layers.try_emplace(state.range(0), state.range(0)).first->second;
}

template <class S>
void count_weights(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(0));
}

template <class S>
S unknown_to_the_compiler(S value) {
    const volatile S opaque = value;
    return opaque;
}

// Unrolled: a loop of one packet takes one or two cycles a round, as its place in the program has it.
template <class S>
[[gnu::always_inline]] inline void multiply_by(S* __restrict w, S factor, Eigen::Index size) {
#pragma GCC unroll 4
    for (Eigen::Index i = 0; i < size; ++i) w[i] *= factor;
}

template <class S>
[[gnu::always_inline]] inline void add_multiple(S* __restrict w, S factor, const S* __restrict g, Eigen::Index size) {
#pragma GCC unroll 4
    for (Eigen::Index i = 0; i < size; ++i) w[i] += factor * g[i];
}

/// Limit of a rank-one update: every weight is read, multiplied and written.
template <class S>
void scale(benchmark::State& state) {
    Layer<S>& layer = layer_of<S>(state);
    const S factor = unknown_to_the_compiler(S(1));
    for (auto _ : state) {
        simd::run_on_widest_packets([&]<int>() __attribute__((always_inline)) {
            multiply_by(layer.w.data(), factor, layer.w.size());
        });
        benchmark::ClobberMemory();
    }
    count_weights<S>(state);
}

/// Limit of a dense update: w += c g.
template <class S>
void axpy(benchmark::State& state) {
    Layer<S>& layer = layer_of<S>(state);
    const S factor = unknown_to_the_compiler(S(1e-9));
    for (auto _ : state) {
        simd::run_on_widest_packets([&]<int>() __attribute__((always_inline)) {
            add_multiple(layer.w.data(), factor, layer.gradient.data(), layer.w.size());
        });
        benchmark::ClobberMemory();
    }
    count_weights<S>(state);
}

template <class S, bool monitored>
void rank_one(benchmark::State& state) {
    Layer<S>& layer = layer_of<S>(state);
    for (auto _ : state) {
        if constexpr (monitored)
            benchmark::DoNotOptimize(monitored_rank_one_update(layer.w, layer.w, layer.delta, layer.x,
                                                               layer.learning_rate, layer.inverse_tau, layer.scratch));
        else
            rank_one_update(layer.w, layer.w, layer.delta, layer.x, layer.learning_rate, layer.inverse_tau,
                            layer.scratch);
        benchmark::ClobberMemory();
    }
    count_weights<S>(state);
}

template <class S, bool monitored>
void dense(benchmark::State& state) {
    Layer<S>& layer = layer_of<S>(state);
    for (auto _ : state) {
        if constexpr (monitored)
            benchmark::DoNotOptimize(monitored_dense_update(layer.w, layer.w, layer.gradient, layer.learning_rate,
                                                            layer.inverse_tau));
        else
            dense_update(layer.w, layer.w, layer.gradient, layer.learning_rate, layer.inverse_tau);
        benchmark::ClobberMemory();
    }
    count_weights<S>(state);
}

template <class S>
void register_all(const std::string& scalar) {
    const auto add = [&](const std::string& kernel, void (*function)(benchmark::State&)) {
        auto* registered = benchmark::RegisterBenchmark((kernel + "/" + scalar).c_str(), function);
        for (const int n : sizes) registered->Arg(n);
    };
    add("scale", scale<S>);
    add("axpy", axpy<S>);
    add("rank_one", rank_one<S, false>);
    add("rank_one_monitored", rank_one<S, true>);
    add("dense", dense<S, false>);
    add("dense_monitored", dense<S, true>);
}

const bool registered = (register_all<float>("float"), register_all<double>("double"), true);

}  // namespace

void print_update_shares(const Medians& medians) {
    const auto share = [&](const std::string& limit, const std::string& kernel, int n) {
        const auto ratio = speed_ratio(medians, fmt::format("{}/{}", limit, n), fmt::format("{}/{}", kernel, n));
        return ratio ? fmt::format("{:.2f}", *ratio) : std::string("-");
    };
    std::string rows;
    for (const int n : sizes) {
        std::string row = fmt::format("{:>5}", n);
        bool measured = false;
        for (const std::string kernel : {"rank_one", "dense"})
            for (const std::string monitored : {"", "_monitored"})
                for (const std::string scalar : {"/float", "/double"}) {
                    const std::string cell =
                        share((kernel == "rank_one" ? "scale" : "axpy") + scalar, kernel + monitored + scalar, n);
                    measured = measured || cell != "-";
                    row += fmt::format(" | {:>8}", cell);
                }
        if (measured) rows += row + "\n";
    }
    if (rows.empty()) return;
    fmt::print("\nUpdate of an n x n matrix, speed as a share of the fair limit (medians)\n"
               "      | rank-one, limit w *= c                    | dense, limit w += c g\n"
               "      | plain               | monitored           | plain               | monitored\n"
               "    n |    float |   double |    float |   double |    float |   double |    float |   double\n{}",
               rows);
}
