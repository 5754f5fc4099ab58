#pragma once

#include "properties/checks.hpp"

namespace aimcert {

/// Labels that say how much of a run was put to the test.
template <class S>
void classify(const PipelineInstance& instance, Checks<S>& checks) {
    checks.label(instance.tau < std::numeric_limits<double>::infinity() ? "analog" : "digital");
    checks.label(instance.a_posteriori ? "constants a posteriori" : "constants a priori");
    if (instance.weights.size() > 1) checks.label("stale weights");
    if (instance.inputs.size() > 1) checks.label("noisy gradient");
}

}  // namespace aimcert
