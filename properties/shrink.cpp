#include "properties/shrink.hpp"

#include "properties/array/generator.hpp"
#include "properties/continuous_numbers.hpp"
#include "properties/generators.hpp"
#include "properties/simplicity.hpp"

#include <cmath>
#include <set>

namespace aimcert {
namespace {

std::vector<DeviceInstance> simpler_of_family(const DeviceInstance& i) { return simpler_devices(i); }
std::vector<PulsesInstance> simpler_of_family(const PulsesInstance& i) { return simpler_pulses(i); }
std::vector<VectorsInstance> simpler_of_family(const VectorsInstance& i) { return simpler_vectors(i); }
std::vector<IncrementsInstance> simpler_of_family(const IncrementsInstance& i) { return simpler_increments(i); }
std::vector<ScheduleInstance> simpler_of_family(const ScheduleInstance& i) { return simpler_schedules(i); }
std::vector<PipelineInstance> simpler_of_family(const PipelineInstance& i) { return simpler_pipelines(i); }
std::vector<ArrayInstance> simpler_of_family(const ArrayInstance& i) { return simpler_arrays(i); }
std::vector<ParametersInstance> simpler_of_family(const ParametersInstance& i) { return simpler_parameters(i); }

/// Numbers of one size made simpler together: some claims ask two of them to be equal.
std::vector<Instance> simpler_together(Instance instance) {
    std::vector<Instance> list;
    const auto numbers = continuous_numbers(instance);
    std::multiset<double> sizes;
    for (const auto& number : numbers) sizes.insert(std::abs(*number.value));
    for (auto size = sizes.begin(); size != sizes.end(); size = sizes.upper_bound(*size)) {
        if (*size == 0 || sizes.count(*size) < 2) continue;
        for (const double candidate : simpler(*size)) {
            if (candidate <= 0) continue;
            Instance copy = instance;
            for (auto& number : continuous_numbers(copy))
                if (std::abs(*number.value) == *size) *number.value = std::copysign(candidate, *number.value);
            list.push_back(std::move(copy));
        }
    }
    return list;
}

}  // namespace

std::vector<Instance> simpler_instances(const Instance& instance) {
    std::vector<Instance> list;
    std::visit([&](const auto& family) {
        for (auto& simpler_one : simpler_of_family(family)) list.emplace_back(std::move(simpler_one));
    }, instance);
    for (auto& simpler_one : simpler_together(instance)) list.push_back(std::move(simpler_one));
    std::erase_if(list, [](const Instance& candidate) { return !in_domain(candidate); });
    return list;
}

Finding shrink(const Claim& claim, Finding violation, const EvaluationOptions& options,
               const std::function<bool(const Instance&)>& accepted) {
    int left = 20000;  // evaluations
    for (bool progressed = true; progressed;) {
        progressed = false;
        for (const Instance& candidate : simpler_instances(violation.instance)) {
            if (left-- <= 0) return violation;
            Decision trial = decide(claim, candidate, ScalarKind::float64, options);
            if (trial.outcome != Decision::Outcome::violated || !accepted(candidate)) continue;
            violation.instance = candidate;
            violation.evaluation = std::move(trial.decided);
            violation.scalar = trial.scalar;
            ++violation.shrinks;
            progressed = true;
            break;
        }
    }
    return violation;
}

}  // namespace aimcert
