#include "properties/pipeline/adjusted_instances.hpp"

#include <cmath>

namespace aimcert {
namespace {

void make_scalar(PipelineInstance& i) {
    i.activations = {Activation::identity};
    i.loss = Loss::half_squared_error;
    if (i.tau < 0x1p-20 || (i.tau > 0x1p20 && std::isfinite(i.tau))) i.tau = 1;
    i.order.assign(i.order.size(), 0);
}

}  // namespace

void make_quadratic(Source& source, PipelineInstance& i) {
    make_scalar(i);
    i.weights = {{{source.integer(1, 16) * std::min(i.tau, 1.0) / 64}}};
    i.inputs = {{source.chance(0.5) ? 1.0 : 0.5}};
    i.targets = {{0}};
}

void make_noisy_quadratic(Source& source, PipelineInstance& i) {
    make_scalar(i);
    i.weights = {{{source.integer(0, 4) * std::min(i.tau, 1.0) / 64}}};
    i.inputs = {{1}, {1}};
    const double target = source.integer(1, 4) * std::min(i.tau, 1.0) / 16;
    i.targets = {{target}, {-target}};
}

}  // namespace aimcert
