#pragma once

#include "properties/generators.hpp"

namespace aimcert {

/// The instances of `base`, each changed by adjust(source, instance). They shrink as all pipeline instances do.
template <class Adjust>
rc::Gen<PipelineInstance> adjusted_instances(rc::Gen<PipelineInstance> base, Adjust adjust) {
    return rc::Gen<PipelineInstance>([=](const rc::Random& random, int size) {
        rc::Random own = random;
        PipelineInstance instance = base(own.split(), size).value();
        Source source(own);
        adjust(source, instance);
        return rc::shrinkable::shrinkRecur(std::move(instance), [](const PipelineInstance& value) {
            return rc::seq::fromContainer(simpler_pipelines(value));
        });
    });
}

/// f(w) = (x w)²/2: one weight, no noise, f* = 0 attained.
void make_quadratic(Source& source, PipelineInstance& instance);

/// f(w) = (w² + y²)/2, the mean of (w - y)²/2 and (w + y)²/2: one weight near the minimum, gradients w ± y. Where bounds
/// on the cost of noise are tightest; L_f = 1.
void make_noisy_quadratic(Source& source, PipelineInstance& instance);

}  // namespace aimcert
