#pragma once

#include "properties/search.hpp"

namespace aimcert {

std::vector<PulsesInstance> simpler_pulses(const PulsesInstance& instance);

/// Simpler instances of the same family: fewer dimensions first, then simpler numbers, all with a meaning.
std::vector<Instance> simpler_instances(const Instance& instance);

/// Walks down from a confirmed violation to a simpler one as long as `accepted` takes the next, each confirmed in
/// rational or interval arithmetic.
Finding shrink(const Claim& claim, Finding violation, const EvaluationOptions& options,
               const std::function<bool(const Instance&)>& accepted);

}  // namespace aimcert
