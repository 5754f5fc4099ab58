// As in pipeline_generator.cpp, mutants need no other object of the core.
#define AIMCERT_INLINE_CORE

#include "properties/pipeline/whole_run_instances.hpp"

#include "properties/pipeline/adjusted_instances.hpp"
#include "properties/pipeline/run_tree.hpp"

#include <cmath>

namespace aimcert {
namespace {

void shorten(PipelineInstance& i) {
    const auto batch = static_cast<std::size_t>(i.micro_batches);
    while (number_of_runs(i) > largest_number_of_runs && i.order.size() > batch) i.order.resize(i.order.size() - batch);
    while (number_of_runs(i) > largest_number_of_runs) {  // one mini-batch is still too much
        i.inputs.pop_back();
        i.targets.pop_back();
    }
    for (int& sample : i.order) sample = 0;  // all of them are taken
}

/// Rate and u that obey their rules on the tree that they give.
void obey_rules(PipelineInstance& i, WholeRun run, double fraction) {
    for (int attempt = 0; attempt < 4; ++attempt) {
        RunTreeWalk<double> walk(i);
        const auto tree = run == WholeRun::synchronous ? walk.synchronous() : walk.asynchronous();
        auto constants = tree.constants;
        const double r2 = tree.saturation * tree.saturation;
        if (run != WholeRun::synchronous && (1 + i.young) * r2 >= 0.95 && r2 < 0.9) {
            i.young = 0.9 * (1 / r2 - 1);
            constants.young = i.young;
        }
        const double allowed = run == WholeRun::synchronous ? 1 / (2 * constants.smoothness) : descent_learning_rate(constants);
        if (i.learning_rate <= allowed && (1 + i.young) * r2 < 1) return;
        if (std::isfinite(allowed) && allowed > 0) i.learning_rate = fraction * allowed;
        else i.learning_rate /= 16;
    }
}

}  // namespace

rc::Gen<PipelineInstance> whole_run_instances(WholeRun run) {
    const bool synchronous = run == WholeRun::synchronous;
    const auto base = pipeline_instances({.layers = 3,
                                          .width = 3,
                                          .samples = 3,
                                          .steps = synchronous ? 4 : 6,
                                          .micro_batches = synchronous ? 3 : 1,
                                          .digital = run == WholeRun::digital_asynchronous ? 1.0 : synchronous ? 0.1 : 0.0,
                                          .saturation = 0.7,
                                          .learning_rate = synchronous ? LearningRate::sync : LearningRate::descent});
    return adjusted_instances(base, [=](Source& source, PipelineInstance& instance) {
        if (source.chance(0.35)) {
            make_quadratic(source, instance);
            instance.learning_rate = 1e9;  // the rule decides
        }
        shorten(instance);
        // Never the rule itself: intervals cannot tell on which side of it a rounded rate lies.
        obey_rules(instance, run, source.chance(0.5) ? 1 - 0x1p-30 : source.uniform(0.8, 1 - 0x1p-30));
    });
}

}  // namespace aimcert
