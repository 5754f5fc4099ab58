// Instances per second of `verify`, claim by claim: evaluation in double and, where that does not decide, in rationals
// or intervals; on one thread, over 64 instances of the sizes that a search draws.

#include "properties/registry.hpp"
#include "properties/search.hpp"

#include <benchmark/benchmark.h>

namespace aimcert {
namespace {

void decide_instances(benchmark::State& state, const Claim* claim) {
    std::vector<Instance> instances;
    const auto generator = claim->instances();
    for (std::uint64_t i = 0; i < 64; ++i) instances.push_back(generator(rc::Random(i), static_cast<int>(1 + i * 99 / 63)).value());
    for (auto unused : state) {
        (void)unused;
        for (const auto& instance : instances) benchmark::DoNotOptimize(decide(*claim, instance, ScalarKind::float64).outcome);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(instances.size()));
}

const bool registered = [] {
    for (const auto& claim : registry()) {
        const std::string name = "verify/" + claim.info.id + "/" + std::string(name_of(form_names, claim.info.form));
        benchmark::RegisterBenchmark(name.c_str(), decide_instances, &claim)->Unit(benchmark::kMillisecond)->Repetitions(3);
    }
    return true;
}();

}  // namespace
}  // namespace aimcert
