#include "properties/pipeline/complexity_instances.hpp"

#include "properties/simplicity.hpp"

#include <cmath>

namespace aimcert {

rc::Gen<ParametersInstance> complexity_instances() {
    return generator<ParametersInstance>(
        [](Source& source, int) {
            const double gap = source.log_uniform(0.01, 100), smoothness = source.log_uniform(0.1, 100),
                         noise = source.log_uniform(1e-4, 100);
            const int layers = source.integer(1, 8), micro_batches = source.integer(1, 8);
            const double sensitivity = layers == 1 ? 0 : source.log_uniform(0.01, 10) * smoothness;
            const double young = source.log_uniform(0.05, 5);
            const double saturation = source.chance(0.1) ? 0 : source.uniform(0, 0.97) / std::sqrt(1 + young);
            ParametersInstance i{{{"gap", gap}, {"smoothness", smoothness}, {"sensitivity", sensitivity}, {"noise", noise},
                                  {"saturation", saturation}, {"young", young}, {"layers", layers},
                                  {"micro_batches", micro_batches}, {"error", 1}}};
            // An error that asks for up to 10^7 updates, from where noise decides to where the largest rate does.
            const auto steps = async_steps_for_error(ComplexityProblem<double>(i).constants, 1.0, gap, noise);
            const double wanted = source.log_uniform(1, 1e7);
            i.values.back().second = std::max({std::sqrt(steps.noise / wanted), steps.delay / wanted, steps.rate / wanted});
            return i;
        },
        simpler_parameters);
}

}  // namespace aimcert
