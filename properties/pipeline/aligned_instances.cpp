#include "properties/pipeline/aligned_instances.hpp"

#include "core/bounds/stability.hpp"

#include <cmath>

namespace aimcert {
namespace {

Table constant_table(int rows, int columns, double entry) {
    return Table(static_cast<std::size_t>(rows), Numbers(static_cast<std::size_t>(columns), entry));
}

/// The weights of PipelineInstance moved inwards by `distance`, split over the layers like the dominant eigenvector
/// of A.
std::vector<Table> moved_along_dominant_direction(const PipelineInstance& instance, double distance) {
    const auto weights = make_weights<double>(instance.weights);
    const auto bounds = signal_bounds(architecture_of(instance), box_spectral_bounds(weights, max_abs(weights)),
                                      make_samples<double>(instance));
    const auto matrix = stability_matrix(bounds, Perturbed::forward_and_backward);
    Vector<double> direction = Vector<double>::Ones(matrix.cols()), next = direction;
    for (int i = 0; i < 20; ++i) {
        multiply(matrix, direction, next);
        const double length = norm(next);
        if (!(length > 0) || !std::isfinite(length)) break;
        direction = next / length;
    }
    auto moved = instance.weights;
    for (std::size_t m = 0; m < moved.size(); ++m) {
        const double step = distance * direction(static_cast<Eigen::Index>(m)) / std::sqrt(weights[m].size());
        for (auto& row : moved[m])
            for (double& entry : row) {
                const double length = std::max(std::abs(entry) - step, -std::abs(entry));
                entry = entry < 0 ? -length : length;
            }
    }
    return moved;
}

}  // namespace

rc::Gen<PipelineInstance> aligned_instances(const PipelineShape& shape) {
    const auto draw = [=](Source& source, int size) {
        const auto grow = [&](int most) { return source.integer(1, std::max(1, (most * size + 99) / 100)); };
        PipelineInstance i;
        const int layers = source.chance(0.3) ? 1 : grow(shape.layers);
        i.loss = source.pick(std::vector{Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh});
        const bool narrow = source.chance(0.6);
        std::vector<int> widths;
        for (int m = 0; m <= layers; ++m) widths.push_back(narrow ? 1 : grow(shape.width));
        if (i.loss == Loss::softmax_cross_entropy) widths.back() = 2;
        const bool linear = source.chance(0.7);
        for (int m = 0; m < layers; ++m)
            i.activations.push_back(linear ? Activation::identity
                                           : activation_names[static_cast<std::size_t>(source.integer(0, 5))].first);

        i.tau = std::exp2(source.integer(-2, 1));
        const double saturation = source.uniform(0.05, shape.saturation);
        i.a_posteriori = source.chance(0.5);
        for (int m = 0; m < layers; ++m) {
            const auto at = static_cast<std::size_t>(m);
            const double entry = saturation * i.tau * (i.a_posteriori ? source.uniform(0.2, 1) : 1);
            i.weights.push_back(constant_table(widths[at + 1], widths[at], entry));
        }
        if (i.loss == Loss::softmax_cross_entropy)
            for (double& entry : i.weights.back()[1]) entry = -entry;

        const int samples = source.integer(1, 2);
        const double chi = source.chance(0.5) ? 1 : source.log_uniform(0.5, 4);
        // Squared error: targets opposite to the output. log-cosh: far targets (|∇l| near √n), on the side that drives
        // the weights into saturation or away from it, or targets near the output (∇²l near 1).
        const double target = i.loss == Loss::half_squared_error ? -source.uniform(0, 2)
                              : source.chance(0.3)               ? 0
                                                                 : (source.chance(0.7) ? 20 : -20);
        for (int n = 0; n < samples; ++n) {
            i.inputs.emplace_back(static_cast<std::size_t>(widths.front()), chi / std::sqrt(widths.front()));
            if (i.loss == Loss::softmax_cross_entropy) i.targets.push_back({0, 1});
            else i.targets.emplace_back(static_cast<std::size_t>(widths.back()), target);
        }
        if (shape.other_weights)
            i.other_weights = moved_along_dominant_direction(i, source.log_uniform(1e-6, 1) * saturation * i.tau);

        i.young = source.log_uniform(0.05, 5);
        i.micro_batches = grow(shape.micro_batches);
        for (int k = grow(shape.steps) * i.micro_batches; k > 0; --k) i.order.push_back(source.integer(0, samples - 1));
        i.saturation_bound = source.uniform(saturation, 1) * 0.99 + 0.01 * saturation;
        i.learning_rate = 1;
        return i;
    };
    return generator<PipelineInstance>(draw, simpler_pipelines);
}

rc::Gen<PipelineInstance> random_and_aligned_instances(const PipelineShape& shape) {
    return rc::gen::weightedOneOf<PipelineInstance>({{2, pipeline_instances(shape)}, {1, aligned_instances(shape)}});
}

}  // namespace aimcert
