#include "bench/medians.hpp"
#include "core/pipeline/asynchronous.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <random>

namespace {

using namespace aimcert;

/// Asynchronous training of 784-256-128-10 on one sample: forward on stale weights, backward, update of every layer.
template <class S, bool monitored>
void training_step(benchmark::State& state) {
    std::mt19937_64 generator(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    const auto random = [&] { return S(uniform(generator)); };
    const Eigen::Index widths[] = {784, 256, 128, 10};
    Weights<S> weights;
    for (std::size_t m = 0; m < 3; ++m)
        weights.push_back(Matrix<S>::NullaryExpr(widths[m + 1], widths[m], random) / std::sqrt(S(widths[m])));
    Sample<S> sample{Vector<S>::NullaryExpr(784, random), Vector<S>::Unit(10, 3)};
    sample.input.normalize();

    AsynchronousPipeline<S> pipeline(
        Architecture{{Activation::tanh, Activation::tanh, Activation::identity}, Loss::softmax_cross_entropy}, weights,
        AsymmetricLinearResponse<S>{S(1)}, S(1e-6));
    for (auto _ : state) benchmark::DoNotOptimize(pipeline.step(sample, monitored));
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(training_step<float, false>)->Name("training_step/float/plain");
BENCHMARK(training_step<float, true>)->Name("training_step/float/monitored");
BENCHMARK(training_step<double, false>)->Name("training_step/double/plain");
BENCHMARK(training_step<double, true>)->Name("training_step/double/monitored");

}  // namespace

void print_training_steps(const Medians& medians) {
    std::string rows;
    for (const std::string scalar : {"float", "double"}) {
        const std::string plain = "training_step/" + scalar + "/plain", monitored = "training_step/" + scalar + "/monitored";
        if (const auto ratio = speed_ratio(medians, monitored, plain))
            rows += fmt::format("{:>6} | {:>5.1f} us | {:>8.1f} us | {:>5.1f} %\n", scalar, 1e6 * medians.at(plain),
                                1e6 * medians.at(monitored), 100 * (*ratio - 1));
    }
    if (!rows.empty())
        fmt::print("\nTraining step of 784-256-128-10 (medians)\n       |    plain |   monitored | monitors cost\n{}", rows);
}
