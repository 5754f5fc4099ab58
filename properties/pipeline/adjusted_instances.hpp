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

}  // namespace aimcert
